import { Group, Text, Title } from '@mantine/core';
import { IconCircleCheck, IconCircleMinus, IconExclamationCircle } from '@tabler/icons-react';
import type { ChangeReport } from '../../../contract/agent/changes.js';
import { seconds } from '../ui/format.js';
import classes from './request-items.module.css';
import { Reasons } from './request-items.js';
import { outcomeWords, stepWords } from './update-words.js';

const marks = {
  ok: { icon: IconCircleCheck, color: 'var(--ok)', label: 'Done' },
  failed: { icon: IconExclamationCircle, color: 'var(--bad)', label: 'Failed' },
  skipped: { icon: IconCircleMinus, color: 'var(--quiet)', label: 'Left out' },
};

/** The agent's own report, step by step. */
export function RequestReport({ report }: { report: ChangeReport }) {
  const facts = [
    report.dry_run ? 'Nothing was changed.' : outcomeWords[report.outcome].text,
    report.maintenance_seconds > 0 && `In maintenance for ${seconds(report.maintenance_seconds)}.`,
    // Where nothing was touched, nobody needed one.
    !report.dry_run &&
      report.outcome !== 'refused' &&
      (report.database_dump ? 'A copy of the database was there.' : 'There was no copy of the database.'),
  ];
  return (
    <section aria-label="Report">
      <Title order={3} mb={2}>
        Step by step
      </Title>
      <Text size="sm" c="dimmed" mb={6}>
        {facts.filter(Boolean).join(' ')}
      </Text>
      <ol className={classes.steps}>
        {report.steps.map(({ step, status, seconds: took, message }, place) => {
          const { icon: Icon, color, label } = marks[status];
          return (
            <li key={place}>
              <Icon size={16} color={color} aria-label={label} />
              <Text size="sm" fw={status === 'failed' ? 600 : undefined}>
                {stepWords[step]}
              </Text>
              <Text size="xs" c="dimmed" className="numeric">
                {status === 'skipped' ? 'left out' : seconds(took)}
              </Text>
              {message && <pre className={classes.output}>{message}</pre>}
            </li>
          );
        })}
      </ol>
      <Group gap="sm" mt={6}>
        <Reasons title="Against it" reasons={report.reasons} color="var(--bad)" />
        <Reasons title="To know" reasons={report.warnings} color="var(--warn)" />
      </Group>
    </section>
  );
}
