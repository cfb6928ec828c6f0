import { Anchor, DataList, SegmentedControl, Stack, Text, useMantineColorScheme } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { useMay, useMe } from '../app/session.js';
import { PageHeader } from '../ui/page-header.js';
import { Section } from '../ui/section.js';
import { ChangePassword } from './change-password.js';
import { TokensSection } from './tokens-section.js';

export function SettingsPage() {
  const me = useMe();
  const mayTokens = useMay('admin');
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <>
      <PageHeader title="Settings" />
      <Stack gap="lg" maw={960}>
        <Section title="Account">
          <DataList gap="xs">
            <DataList.Item>
              <DataList.ItemLabel>Name</DataList.ItemLabel>
              <DataList.ItemValue>{me.name}</DataList.ItemValue>
            </DataList.Item>
            {me.email && (
              <DataList.Item>
                <DataList.ItemLabel>Email</DataList.ItemLabel>
                <DataList.ItemValue>{me.email}</DataList.ItemValue>
              </DataList.Item>
            )}
            <DataList.Item>
              <DataList.ItemLabel>Role</DataList.ItemLabel>
              <DataList.ItemValue tt="capitalize">{me.role}</DataList.ItemValue>
            </DataList.Item>
          </DataList>
        </Section>
        {me.email && (
          <Section title="Password" lead="Changing it signs you out everywhere else.">
            <ChangePassword email={me.email} />
          </Section>
        )}
        <Section title="Appearance" lead="Kept in this browser.">
          <SegmentedControl
            aria-label="Colour scheme"
            value={colorScheme}
            onChange={setColorScheme}
            data={[
              { value: 'auto', label: 'As the system' },
              { value: 'light', label: 'Light' },
              { value: 'dark', label: 'Dark' },
            ]}
          />
        </Section>
        <Section title="API" lead="Everything this page does can be done by programs as well.">
          <Text>
            <Anchor href="/api/docs" target="_blank" rel="noopener" size="sm">
              Read the documentation <IconExternalLink size={13} aria-label="(opens a new tab)" />
            </Anchor>
            {' · '}
            <Anchor href="/api/v1/openapi.json" target="_blank" rel="noopener" size="sm">
              OpenAPI 3.1 description
            </Anchor>
          </Text>
        </Section>
        {mayTokens && <TokensSection />}
      </Stack>
    </>
  );
}
