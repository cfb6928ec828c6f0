/** A site at the boundary whose code can be changed: a fake agent that takes orders for plugins and says what became of them. */
import type { healthLevel } from '../../../contract/agent/health.js';
import type { z } from 'zod';
import type { FakeAgent } from '../../testing/fake-agent.js';

interface Ordered {
  jobId: number;
  dryRun: boolean;
  items: { modelId: number; component: string; version: string }[];
}

/** What becomes of an order: `hold` leaves it running. */
export type Fate = 'done' | 'hold' | { error: string };

export class ChangeSite {
  /** Orders that arrived, dry runs among them. */
  readonly orders: Ordered[] = [];
  readonly versions = new Map([['local_thing', '2024010100']]);
  fate: Fate = 'done';
  /** Of dry runs. */
  reasons: { code: string; message: string }[] = [];
  health: z.infer<typeof healthLevel> = 'ok';

  constructor(readonly agent: FakeAgent) {
    const { instead } = agent;
    instead.set('POST /plugins/updates', (req, res) => {
      const { updates, dry_run } = (req.body as { data: { updates: Update[]; dry_run?: boolean } }).data;
      const order: Ordered = {
        jobId: this.orders.length + 501,
        dryRun: dry_run ?? false,
        items: updates.map(({ model_id, component, version }) => ({ modelId: model_id, component, version })),
      };
      const again = this.orders.find((known) => known.items[0]?.modelId === order.items[0]?.modelId);
      if (!again) this.orders.push(order);
      res.json({
        status: true,
        moodle_job_id: (again ?? order).jobId,
        message: 'Plugins update in progress.',
      });
    });
    instead.set('GET /tasks/check', (req, res) => void res.json(this.check(Number(req.query.id))));
    instead.set('GET /health', (_req, res) => void res.json(this.healthReply()));
    instead.set('GET /plugins', (_req, res) => void res.json(this.plugins()));
    instead.set('GET /moodle_core', (_req, res) => {
      res.json({ current_version: '2024100706', current_release: '4.5.6', update_available: [] });
    });
  }

  /** Changes that were really to be made. */
  get real(): Ordered[] {
    return this.orders.filter((order) => !order.dryRun);
  }

  private check(jobId: number): unknown {
    const order = this.orders.find((known) => known.jobId === jobId);
    if (!order) return { status: 4, error: '' };
    const { fate } = this;
    if (fate === 'hold') return { status: 2, error: '', state: 'running', progress: 0.5, started_at: 1 };
    const reasons = order.dryRun ? this.reasons : [];
    const error = !order.dryRun && fate !== 'done' ? fate.error : (reasons[0]?.message ?? null);
    const updates = order.items.map(({ modelId, component, version }) => {
      const from_version = this.versions.get(component) ?? null;
      if (error === null && !order.dryRun) this.versions.set(component, version);
      return {
        model_id: modelId,
        component,
        status: error === null,
        error,
        from_version,
        to_version: version,
        reasons,
      };
    });
    const state = error === null ? 'succeeded' : 'failed';
    const result = { moodle_job_id: jobId, updates };
    return { status: error === null ? 1 : 3, error: error ?? '', state, progress: 1, message: '', result };
  }

  private plugins(): unknown {
    return {
      last_check_for_updates: null,
      plugins: [...this.versions].map(([component, version]) => ({
        plugin: component.replace(/^[^_]*_/, ''),
        plugintype: component.replace(/_.*$/, ''),
        display_name: component,
        component,
        version,
        enabled: true,
        is_standard: false,
        has_updates: false,
        settings_section: null,
        directory: `/${component}`,
      })),
    };
  }

  private healthReply(): unknown {
    const part = { status: 'ok', message: 'Well.' };
    const tasks = { ...part, waiting: 0, failing: 0, stuck: 0, disabled: 0, tasks: [] };
    return {
      status: this.health,
      checked_at: 1,
      cron: { status: this.health, message: 'Cron has not run for a day.', last_run: 1, disabled: false },
      adhoc_tasks: tasks,
      scheduled_tasks: tasks,
      disk: { ...part, free: 1, total: 2 },
      upgrade: { ...part, pending: false },
      maintenance: { ...part, enabled: false },
    };
  }
}

interface Update {
  model_id: number;
  component: string;
  version: string;
}
