import { Checkbox, Fieldset, Select, SimpleGrid, Stack, Switch } from '@mantine/core';
import type { CopyOptions } from '../../../contract/agent/course-copies.js';
import { contentOptions, enrolmentChoices, type FlagName, userOptions } from './copy-options.js';

interface CopyOptionsFieldsProps {
  options: CopyOptions;
  onChange: (options: CopyOptions) => void;
}

/** What of a course comes along. */
export function CopyOptionsFields({ options, onChange }: CopyOptionsFieldsProps) {
  const flag = (name: FlagName, on: boolean) => onChange({ ...options, [name]: on ? 1 : 0 });
  const withUsers = options.users === 1;
  return (
    <Fieldset legend="What comes along">
      <Stack gap="md">
        <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="xs">
          {contentOptions.map(({ name, label }) => (
            <Checkbox
              key={name}
              label={label}
              checked={options[name] === 1}
              onChange={(event) => flag(name, event.currentTarget.checked)}
            />
          ))}
        </SimpleGrid>
        <Select
          label="Enrolment methods"
          data={enrolmentChoices}
          value={String(options.enrolments)}
          onChange={(value) => onChange({ ...options, enrolments: Number(value) })}
          allowDeselect={false}
        />
        <Switch
          label="Users"
          description="Participants with their work in the course"
          checked={withUsers}
          onChange={(event) => flag('users', event.currentTarget.checked)}
        />
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs" pl={{ base: 0, xs: 'xl' }}>
          {userOptions.map(({ name, label, text }) => (
            <Checkbox
              key={name}
              label={label}
              description={text}
              disabled={!withUsers}
              checked={withUsers && options[name] === 1}
              onChange={(event) => flag(name, event.currentTarget.checked)}
            />
          ))}
        </SimpleGrid>
      </Stack>
    </Fieldset>
  );
}
