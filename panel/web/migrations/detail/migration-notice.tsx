import { Alert, Anchor, Text } from '@mantine/core';
import { IconAlertTriangle, IconBan, IconCircleCheck, IconFlask } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { MigrationDetail } from '../../../../contract/panel/migrations.js';
import { count, plural } from '../../ui/format.js';
import { totalOf, type OutcomeCounts } from '../count-outcomes.js';

/** What came of the migration in a sentence, and what to do next. */
export function MigrationNotice({ migration }: { migration: MigrationDetail }) {
  const { state, dry_run, failed, targets, error } = migration;
  if (state === 'failed') {
    return (
      <Alert color="red" icon={<IconAlertTriangle size={18} />} title={error ?? 'The migration failed.'}>
        {migration.export.finished_at === null || migration.export.sha256 === null
          ? `The export at ${migration.source_name} did not come to its end; no target was changed. Mend the cause, then try again.`
          : 'Look at what each target says below, mend the cause, then try again.'}
      </Alert>
    );
  }
  if (state === 'cancelled') {
    return (
      <Alert color="gray" icon={<IconBan size={18} />} title="It was cancelled">
        {dry_run ? 'Nothing was changed.' : 'What was created until then stays.'} You can try again and go on
        from there.
      </Alert>
    );
  }
  if (state !== 'done') {
    return dry_run ? (
      <Alert color="ink" icon={<IconFlask size={18} />} title="This is a dry run">
        Nothing is changed, neither at the source nor at the targets.
      </Alert>
    ) : null;
  }
  const sum = targets.map(({ counts }) => totalOf(counts)).reduce(plus, totalOf({}));
  const trouble = sum.conflict + sum.failed;
  if (failed > 0) {
    return (
      <Alert
        color="orange"
        icon={<IconAlertTriangle size={18} />}
        title={`${plural(failed, 'site')} could not be ${dry_run ? 'compared' : 'served'}`}
      >
        What each says stands below. Mend the cause, then try those again: sites that are done are not touched
        once more.
      </Alert>
    );
  }
  if (dry_run) {
    return (
      <Alert
        color={trouble > 0 ? 'orange' : 'green'}
        icon={<IconFlask size={18} />}
        title={trouble > 0 ? `It found ${plural(trouble, 'thing')} to look at` : 'Nothing stands in the way'}
      >
        {inWords(sum, true)} Nothing was changed. If you agree, start it for real.
      </Alert>
    );
  }
  return (
    <Alert
      color={trouble > 0 ? 'orange' : 'green'}
      icon={trouble > 0 ? <IconAlertTriangle size={18} /> : <IconCircleCheck size={18} />}
      title={trouble > 0 ? 'It is done, with things to look at' : 'It is done'}
    >
      <Text>
        {inWords(sum, false)}
        {trouble > 0 && ' Each stands in the report below with its reason.'}
        {migration.preview_id !== null && (
          <>
            {' '}
            <Anchor component={Link} to={`/migrations/${migration.preview_id}`} underline="always">
              Show its dry run
            </Anchor>
          </>
        )}
      </Text>
    </Alert>
  );
}

/** A sentence of what there was any of. */
function inWords(sum: OutcomeCounts, dry: boolean): string {
  const said = (n: number, what: string) =>
    n > 0 && `${count(n)} ${dry ? 'would be' : n === 1 ? 'was' : 'were'} ${what}`;
  const there = sum.matched === 1 ? 'is' : 'are';
  const parts = [
    said(sum.created, 'created'),
    dry
      ? sum.matched > 0 && `${count(sum.matched)} ${there} there already`
      : said(sum.matched, 'there already'),
    said(sum.skipped, 'left out'),
    said(sum.conflict, 'left alone because of a conflict'),
    sum.failed > 0 && `${count(sum.failed)} ${dry ? 'would fail' : 'failed'}`,
  ].filter((part) => part !== false);
  return parts.length > 0 ? `${parts.join(', ')}.` : 'There was nothing to bring.';
}

function plus(a: OutcomeCounts, b: OutcomeCounts): OutcomeCounts {
  return {
    created: a.created + b.created,
    matched: a.matched + b.matched,
    conflict: a.conflict + b.conflict,
    skipped: a.skipped + b.skipped,
    failed: a.failed + b.failed,
  };
}
