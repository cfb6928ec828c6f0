import { Input, Radio, SimpleGrid, Skeleton, Stack } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { MigrationChoices, MigrationWhat } from '../../../../contract/panel/migrations.js';
import { missingFeature } from '../../instances/missing-feature.js';
import { SiteSelect } from '../../instances/site-select.js';
import { ErrorState } from '../../ui/error-state.js';
import { Section } from '../../ui/section.js';
import { whatWords } from '../migration-words.js';
import { WhichOnes } from './which-ones.js';
import type { WizardForm } from './wizard-form.js';

interface WhatStepProps {
  form: WizardForm;
  /** What the source can export. */
  choices: UseQueryResult<MigrationChoices>;
}

/** From which site, what of it, and which ones. */
export function WhatStep({ form, choices }: WhatStepProps) {
  const { values, faults, change } = form;
  return (
    <Stack gap="lg">
      <Section title="From which site?">
        <SiteSelect
          label="Source"
          description="Nothing is changed there."
          value={values.source}
          onChange={(site) =>
            change({
              source: site && { id: site.id, name: site.name },
              exportSettings: {},
              targets: values.targets.filter(({ id }) => id !== site?.id),
            })
          }
          refuse={(site) => missingFeature(site, 'migration')}
          error={faults.source}
        />
      </Section>
      {values.source && (
        <Section title="What is moved?">
          {choices.isPending && <Skeleton height={140} aria-label="Asking the site" role="status" />}
          {choices.error && !choices.data && (
            <ErrorState error={choices.error} onRetry={() => void choices.refetch()} />
          )}
          {choices.data && (
            <Stack gap="lg">
              <Radio.Group
                aria-label="What is moved"
                value={values.what}
                onChange={(what) =>
                  change({ what: what as MigrationWhat, exportSettings: {}, importSettings: {} })
                }
                error={faults.what}
              >
                <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
                  {offered(choices.data).map((what) => (
                    <Radio
                      key={what}
                      value={what}
                      label={whatWords[what].label}
                      description={whatWords[what].text}
                    />
                  ))}
                </SimpleGrid>
                {choices.data.exporters.length === 0 && (
                  <Input.Error>This site offers nothing to export. Sync it, then try again.</Input.Error>
                )}
              </Radio.Group>
            </Stack>
          )}
        </Section>
      )}
      {values.source && choices.data && (
        <WhichOnes form={form} exporters={choices.data.exporters} sourceId={values.source.id} />
      )}
    </Stack>
  );
}

/** In the order of the page, not of the agent. */
function offered({ exporters }: MigrationChoices): MigrationWhat[] {
  const order = Object.keys(whatWords) as MigrationWhat[];
  return order.filter((each) => exporters.some(({ what }) => what === each));
}
