import { Text } from '@mantine/core';
import { CopyValue } from '../ui/copy-value.js';
import { Section } from '../ui/section.js';

/** The address for programs, with an example that can be run as it stands. */
export function WhereToCall({ url }: { url: string }) {
  const example = `curl '${url}?moodlewsrestformat=json' -d 'wstoken=YOUR_TOKEN&wsfunction=core_course_restore_async_get_status&restoreid=…'`;
  return (
    <Section
      title="Address"
      lead="Programs call it as they call Moodle’s own web services: same functions, same parameters, same errors."
    >
      <CopyValue value={url} label="address" block />
      <Text size="xs" c="dimmed" mt="sm" mb={4}>
        For example
      </Text>
      <CopyValue value={example} label="example" block />
    </Section>
  );
}
