import { Anchor, Button, Group, Stepper } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconArrowLeft, IconArrowRight, IconRocket } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { call } from '../../api/client.js';
import { keys } from '../../api/query-keys.js';
import { useMay } from '../../app/session.js';
import { ErrorNote } from '../../ui/error-note.js';
import { ErrorState } from '../../ui/error-state.js';
import { FullPageLoader } from '../../ui/full-page-loader.js';
import { NotAllowed } from '../../ui/not-allowed.js';
import { PageHeader } from '../../ui/page-header.js';
import { ReviewStep } from './review-step.js';
import { emptyRollout, faultsOf, toBody, type RolloutValues } from './rollout-form.js';
import classes from '../../ui/stepper.module.css';
import { WavesStep } from './waves-step.js';
import { WhatStep } from './what-step.js';
import { WhereStep } from './where-step.js';

const LAST = 3;

export function NewRolloutPage() {
  const may = useMay('operator');
  if (!may) return <NotAllowed what="make rollouts" />;
  return <Wizard />;
}

function Wizard() {
  const [params] = useSearchParams();
  const [step, setStep] = useState(0);
  const form = useForm<RolloutValues>({ initialValues: startOf(params) });
  const body = toBody(form.values);
  const preview = useQuery({
    // The waves do not depend on the name.
    queryKey: ['rollout-preview', { ...body, name: '' }],
    queryFn: ({ signal }) => call('rolloutPreview', { body, signal }),
    enabled:
      step >= 2 && Object.keys({ ...faultsOf(1, form.values), ...faultsOf(2, form.values) }).length === 0,
    placeholderData: (before) => before,
    retry: false,
  });
  const goTo = (next: number) => {
    for (let at = step; at < next; at++) {
      const faults = faultsOf(at, form.values);
      if (Object.keys(faults).length > 0) {
        form.setErrors(faults);
        setStep(at);
        return;
      }
    }
    form.clearErrors();
    if (next === LAST && !form.values.name && preview.data)
      form.setFieldValue('name', preview.data.summary.slice(0, 200));
    setStep(next);
    window.scrollTo({ top: 0 });
  };
  return (
    <div style={{ maxWidth: 860 }}>
      <Anchor component={Link} to="/rollouts" size="sm" c="dimmed" display="inline-block" mb={4}>
        <IconArrowLeft size={14} aria-hidden style={{ verticalAlign: -2 }} /> Rollouts
      </Anchor>
      <PageHeader title="New rollout" lead="Nothing happens before you start it on the last page." />
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
        <Stepper.Step label="Waves" />
        <Stepper.Step label="Review" />
      </Stepper>
      {step === 0 && <WhatStep form={form} />}
      {step === 1 && <WhereStep form={form} />}
      {step === 2 && <WavesStep form={form} preview={preview.data} />}
      {step === 2 && preview.error && (
        <div style={{ marginTop: 16 }}>
          <ErrorNote error={preview.error} />
        </div>
      )}
      {step === LAST && preview.data && <ReviewStep form={form} preview={preview.data} />}
      {step === LAST && !preview.data && preview.error && (
        <ErrorState error={preview.error} onRetry={() => void preview.refetch()} />
      )}
      {step === LAST && !preview.data && !preview.error && <FullPageLoader />}
      <Group justify="space-between" mt="lg">
        <Button variant="default" disabled={step === 0} onClick={() => setStep(step - 1)}>
          Back
        </Button>
        {step < LAST ? (
          <Button rightSection={<IconArrowRight size={16} />} onClick={() => goTo(step + 1)}>
            Next
          </Button>
        ) : (
          <Finish form={form} ready={!!preview.data && !preview.error} />
        )}
      </Group>
    </div>
  );
}

function Finish({ form, ready }: { form: ReturnType<typeof useForm<RolloutValues>>; ready: boolean }) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const make = useMutation({
    mutationFn: async (start: boolean) => {
      const made = await call('rolloutCreate', { body: toBody(form.values) });
      // The draft is there; if it does not start, its page offers that again.
      if (start) await call('rolloutStart', { id: made.id }).catch(() => undefined);
      return made;
    },
    onSuccess: ({ id }) => {
      void client.invalidateQueries({ queryKey: keys.rollouts });
      void navigate(`/rollouts/${id}`);
    },
  });
  const submit = (start: boolean) => {
    const faults = faultsOf(LAST, form.values);
    if (Object.keys(faults).length > 0) form.setErrors(faults);
    else make.mutate(start);
  };
  return (
    <Group gap="xs">
      <ErrorNote error={make.error} />
      <Button variant="default" disabled={!ready || make.isPending} onClick={() => submit(false)}>
        Save as a draft
      </Button>
      <Button
        leftSection={<IconRocket size={16} />}
        disabled={!ready}
        loading={make.isPending}
        onClick={() => submit(true)}
      >
        {form.values.dryRun ? 'Start the dry run' : 'Start the rollout'}
      </Button>
    </Group>
  );
}

/** Other pages lead here with what is to be brought, or where to: `?library=3`, `?components=mod_quiz`, `?core=2024…`. */
function startOf(params: URLSearchParams): RolloutValues {
  const list = (name: string) => params.get(name)?.split(',').filter(Boolean) ?? [];
  const kind = params.has('components') ? 'plugins' : params.has('core') ? 'core' : 'zips';
  return {
    ...emptyRollout,
    kind,
    libraryIds: list('library'),
    components: list('components').filter((name) => name !== 'all'),
    coreVersion: params.get('core') ?? '',
    siteIds: list('sites'),
    clusterIds: list('clusters'),
  };
}
