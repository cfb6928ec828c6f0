/** One pass over a rollout: its rows as they will be, and what of them has to be written. */
import type { Transaction } from '../db/database.js';
import type { Prisma } from '../db/generated/client.js';
import type { RolloutRow, SiteRow, WaveRow } from './states.js';

export interface Notice {
  level: 'info' | 'success' | 'warning' | 'error';
  title: string;
  body: string | null;
}

type SiteData = Prisma.RolloutSiteUpdateManyMutationInput & Partial<Pick<SiteRow, 'state' | 'dryState'>>;
type WaveData = Prisma.RolloutWaveUpdateManyMutationInput & { state?: string };
type RolloutData = Prisma.RolloutUpdateManyMutationInput & { state?: string };

export class Ledger {
  readonly notices: Notice[] = [];
  private readonly writes: ((tx: Transaction) => Promise<unknown>)[] = [];

  constructor(
    readonly rollout: RolloutRow,
    readonly now: Date,
  ) {}

  get changed(): boolean {
    return this.writes.length > 0;
  }

  /** Sites of a wave, or all. */
  sites(wave?: WaveRow): SiteRow[] {
    return wave ? this.rollout.sites.filter((site) => site.waveId === wave.id) : this.rollout.sites;
  }

  setSites(sites: SiteRow[], data: SiteData): void {
    if (sites.length === 0) return;
    for (const site of sites) Object.assign(site, data);
    const ids = sites.map((site) => site.id);
    this.writes.push((tx) => tx.rolloutSite.updateMany({ where: { id: { in: ids } }, data }));
  }

  setWave(wave: WaveRow, data: WaveData): void {
    Object.assign(wave, data);
    this.writes.push((tx) => tx.rolloutWave.updateMany({ where: { id: wave.id }, data }));
  }

  setRollout(data: RolloutData): void {
    Object.assign(this.rollout, data);
    this.writes.push((tx) => tx.rollout.updateMany({ where: { id: this.rollout.id }, data }));
  }

  notify(level: Notice['level'], title: string, body: string | null = null): void {
    this.notices.push({ level, title: `${title}: ${this.rollout.name}`, body });
  }

  async write(tx: Transaction): Promise<void> {
    for (const write of this.writes) await write(tx);
  }
}
