import { Anchor, Button, Group, Stepper } from '@mantine/core';
import { IconArrowLeft, IconArrowRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { call } from '../../api/client.js';
import { keys } from '../../api/query-keys.js';
import { useMay } from '../../app/session.js';
import classes from '../../ui/stepper.module.css';
import { FullPageLoader } from '../../ui/full-page-loader.js';
import { NotAllowed } from '../../ui/not-allowed.js';
import { PageHeader } from '../../ui/page-header.js';
import { useMigrationChoices } from '../use-migration-choices.js';
import { whatWords } from '../migration-words.js';
import {
  defaultName,
  emptyMigration,
  faultsOf,
  type Fault,
  type MigrationValues,
  readIds,
  settingsFor,
} from './migration-form.js';
import { ReviewStep } from './review-step.js';
import { choosingCourses } from './setting-values.js';
import { SettingsStep } from './settings-step.js';
import { StartButtons } from './start-buttons.js';
import { WhatStep } from './what-step.js';
import { WhereStep } from './where-step.js';

const LAST = 3;

export function NewMigrationPage() {
  const may = useMay('operator');
  if (!may) return <NotAllowed what="start migrations" />;
  return <Prefilled />;
}

/** Other pages lead here with what is to be moved: `?source=3&courses=17,20`. */
function Prefilled() {
  const [params] = useSearchParams();
  const [start] = useState(() => ({
    sourceId: readIds(params.get('source'))[0],
    courses: readIds(params.get('courses')),
  }));
  const source = useQuery({
    queryKey: keys.instance(start.sourceId ?? 0),
    queryFn: ({ signal }) => call('instanceGet', { id: start.sourceId, signal }),
    enabled: start.sourceId !== undefined,
  });
  const choices = useMigrationChoices(start.courses.length > 0 ? start.sourceId : undefined);
  if (source.isLoading || choices.isLoading) return <FullPageLoader />;
  const specs = settingsFor(choices.data?.exporters, 'courses');
  return (
    <Wizard
      initial={{
        ...emptyMigration,
        source: source.data ? { id: source.data.id, name: source.data.name } : null,
        exportSettings: choosingCourses(specs, start.courses),
      }}
    />
  );
}

function Wizard({ initial }: { initial: MigrationValues }) {
  const [values, setValues] = useState(initial);
  const [step, setStep] = useState(0);
  const [faults, setFaults] = useState<Partial<Record<Fault, string>>>({});
  const source = useMigrationChoices(values.source?.id);
  // The targets are asked what an import takes; one stands for all, and the source where it does not answer.
  const target = useMigrationChoices(values.targets[0]?.id);
  const specs = {
    export: settingsFor(source.data?.exporters, values.what),
    import: settingsFor((target.data ?? source.data)?.importers, values.what),
  };
  const change = (changes: Partial<MigrationValues>) => {
    setValues((before) => ({ ...before, ...changes }));
    setFaults({});
  };
  const goTo = (next: number) => {
    for (let at = step; at < next; at++) {
      const found = faultsOf(at, values, source.data?.exporters);
      if (Object.keys(found).length === 0) continue;
      setFaults(found);
      setStep(at);
      return;
    }
    setFaults({});
    setStep(next);
    window.scrollTo({ top: 0 });
  };
  const name = defaultName(values, whatWords[values.what].label);
  const named = { ...values, name: values.name.trim() || name };
  const form = { values, faults, change };
  return (
    <div style={{ maxWidth: 860 }}>
      <Anchor component={Link} to="/migrations" size="sm" c="dimmed" display="inline-block" mb={4}>
        <IconArrowLeft size={14} aria-hidden style={{ verticalAlign: -2 }} /> Migrations
      </Anchor>
      <PageHeader title="New migration" lead="Nothing happens before you start it on the last page." />
      <Stepper
        active={step}
        onStepClick={goTo}
        size="sm"
        mb="lg"
        iconSize={30}
        classNames={{ stepBody: classes.label }}
      >
        <Stepper.Step label="What" />
        <Stepper.Step label="Where" />
        <Stepper.Step label="Settings" />
        <Stepper.Step label="Review" />
      </Stepper>
      {step === 0 && <WhatStep form={form} choices={source} />}
      {step === 1 && <WhereStep form={form} />}
      {step === 2 && <SettingsStep form={form} specs={specs} />}
      {step === LAST && <ReviewStep form={form} specs={specs} defaultName={name} />}
      <Group justify="space-between" mt="lg" align="flex-end">
        <Button variant="default" disabled={step === 0} onClick={() => setStep(step - 1)}>
          Back
        </Button>
        {step < LAST ? (
          <Button rightSection={<IconArrowRight size={16} />} onClick={() => goTo(step + 1)}>
            Next
          </Button>
        ) : (
          <StartButtons values={named} specs={specs} />
        )}
      </Group>
    </div>
  );
}
