import { Anchor, Group, Text, Timeline } from '@mantine/core';
import type { RolloutDetail, RolloutWave } from '../../../../contract/panel/rollouts.js';
import { duration, plural } from '../../ui/format.js';
import { Section } from '../../ui/section.js';
import { ToneBadge } from '../../ui/tone-badge.js';
import { useNow } from '../../ui/use-now.js';
import { When } from '../../ui/when.js';
import { RolloutProgress } from '../rollout-progress.js';
import { rolloutWords, waveWords } from '../rollout-words.js';
import classes from './wave-timeline.module.css';

interface WaveTimelineProps {
  rollout: RolloutDetail;
  /** Narrows the list of sites to a wave. */
  onWave: (n: number) => void;
}

/** The waves from the first to the last, each with how far it is. */
export function WaveTimeline({ rollout, onWave }: WaveTimelineProps) {
  const ended = ['done', 'aborted'].includes(rollout.state);
  return (
    <Section title="Waves">
      <Timeline bulletSize={26} lineWidth={2} active={activeIndex(rollout)}>
        {rollout.waves.map((wave) => {
          const words = wordsOf(wave, rollout);
          const still = wave.state === 'waiting' && ended;
          const failed = wave.counts.failed > 0;
          return (
            <Timeline.Item
              key={wave.id}
              color={failed ? 'red' : wave.state === 'done' ? 'green' : 'ink'}
              bullet={<words.icon size={15} aria-hidden />}
              title={
                <Group gap="xs" justify="space-between">
                  <Anchor
                    component="button"
                    type="button"
                    c="var(--mantine-color-text)"
                    fw={600}
                    onClick={() => onWave(wave.n)}
                  >
                    {wave.name}
                  </Anchor>
                  {!still && <ToneBadge {...words} />}
                </Group>
              }
            >
              <div className={classes.body}>
                <RolloutProgress
                  counts={wave.counts}
                  total={wave.site_count}
                  label={`Wave ${wave.n}, ${wave.name}`}
                />
                <WaveTimes wave={wave} />
              </div>
            </Timeline.Item>
          );
        })}
      </Timeline>
    </Section>
  );
}

/** A wave that nothing is ordered from any more says what its rollout says. */
function wordsOf(wave: RolloutWave, { state }: RolloutDetail) {
  const open = wave.state !== 'waiting' && wave.state !== 'done';
  return open && ['paused', 'stopped', 'aborted'].includes(state)
    ? rolloutWords[state]
    : waveWords[wave.state];
}

/** Up to which wave the line is drawn in its colour. */
function activeIndex({ waves }: RolloutDetail): number {
  const begun = waves.filter(({ state }) => state !== 'waiting').length;
  return begun - 1;
}

function WaveTimes({ wave }: { wave: RolloutWave }) {
  const now = useNow();
  if (wave.started_at === null) return null;
  const took = duration(wave.started_at, wave.finished_at ? Date.parse(wave.finished_at) : now);
  return (
    <Text size="xs" c="dimmed">
      {wave.finished_at ? (
        <>
          Took {took}, ended <When at={wave.finished_at} />
        </>
      ) : (
        <>
          Began <When at={wave.started_at} />
        </>
      )}
      {wave.confirmed_by && ` · confirmed by ${wave.confirmed_by}`}
      {wave.counts.skipped > 0 && ` · ${plural(wave.counts.skipped, 'site')} left out`}
    </Text>
  );
}
