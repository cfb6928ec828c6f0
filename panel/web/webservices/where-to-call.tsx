import { Text } from '@mantine/core';
import type { SiteWebservice } from '../../../contract/panel/webservices.js';
import { CopyValue } from '../ui/copy-value.js';
import { Section } from '../ui/section.js';

/** Needs no parameters, so that it can be tried at once. */
const ASKING = 'core_webservice_get_site_info';

/** The address for programs, with an example that can be run as it stands. */
export function WhereToCall({ url, functions }: Pick<SiteWebservice, 'url' | 'functions'>) {
  const name = (functions.find((each) => each.name === ASKING) ?? functions[0])?.name ?? ASKING;
  const example = `curl '${url}?moodlewsrestformat=json' -d 'wstoken=YOUR_TOKEN&wsfunction=${name}'`;
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
