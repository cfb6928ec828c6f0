import { Button, Group, PasswordInput, Stack, TextInput } from '@mantine/core';
import { isNotEmpty, useForm } from '@mantine/form';
import { IconPlugConnected } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/client.js';
import { ErrorNote } from '../../ui/error-note.js';
import { Section } from '../../ui/section.js';
import { SaveSite } from './save-site.js';
import { TestResult } from './test-result.js';

/** True for what the contract takes as an agent's address. */
export function isHttpUrl(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}

/** Address and key, tried before they are saved. */
export function ByKey() {
  const [tried, setTried] = useState<{ url: string; api_key: string } | null>(null);
  const test = useMutation({
    mutationFn: (body: { url: string; api_key: string }) => call('instanceTest', { body }),
  });
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { url: '', api_key: '' },
    validate: {
      url: (value) =>
        isHttpUrl(value.trim()) ? null : 'Enter an address such as https://moodle.example.org:4100',
      api_key: isNotEmpty('Enter the key that the agent was started with'),
    },
    onValuesChange: () => {
      setTried(null);
      test.reset();
    },
  });
  const submit = form.onSubmit(({ url, api_key }) => {
    const values = { url: url.trim(), api_key: api_key.trim() };
    setTried(values);
    test.mutate(values);
  });

  return (
    <Stack gap="lg">
      <Section
        title="Where the agent answers"
        lead="Both were printed by “moopanel-agent init”. For the PHP plugin: the address of the site and the key from its settings."
      >
        <form onSubmit={submit} noValidate>
          <Stack gap="md">
            <TextInput
              label="Address"
              type="url"
              inputMode="url"
              placeholder="https://moodle.example.org:4100"
              required
              key={form.key('url')}
              {...form.getInputProps('url')}
            />
            <PasswordInput
              label="Key"
              autoComplete="off"
              required
              visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the key' }}
              key={form.key('api_key')}
              {...form.getInputProps('api_key')}
            />
            <Group>
              <Button
                type="submit"
                variant={test.data?.ok ? 'default' : 'filled'}
                leftSection={<IconPlugConnected size={16} />}
                loading={test.isPending}
              >
                Test connection
              </Button>
            </Group>
            <ErrorNote error={test.error} />
            {test.data && <TestResult result={test.data} />}
          </Stack>
        </form>
      </Section>
      {test.data && tried && (
        <SaveSite key={`${tried.url} ${test.submittedAt}`} connection={tried} result={test.data} />
      )}
    </Stack>
  );
}
