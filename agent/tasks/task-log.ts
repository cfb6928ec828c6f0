/** The log of a task: numbered lines, written in order while the work goes on. */
import type { AgentStore } from '../store/store.js';

const LONGEST_LINE = 4000;
const MOST_LINES = 5000;
/** Lines in one answer. */
const PAGE = 1000;

export interface LogLine {
  /** From 1. */
  n: number;
  at: Date;
  text: string;
}

export class TaskLogWriter {
  private buffer: LogLine[] = [];
  private writing: Promise<void> | null = null;

  private constructor(
    private readonly store: AgentStore,
    private readonly taskId: number,
    private last: number,
    private readonly options: { clock: () => Date; redact: (text: string) => string },
  ) {}

  /** Goes on after the lines of earlier attempts. */
  static async open(
    store: AgentStore,
    taskId: number,
    options: TaskLogWriter['options'],
  ): Promise<TaskLogWriter> {
    const { _max } = await store.prisma.taskLogLine.aggregate({ where: { taskId }, _max: { n: true } });
    return new TaskLogWriter(store, taskId, _max.n ?? 0, options);
  }

  /** Takes a text of one or more lines; returns at once. */
  write(text: string): void {
    for (const line of text.split(/\r?\n/).filter((part) => part.trim() !== '')) {
      if (this.last > MOST_LINES) return;
      this.last += 1;
      const full = this.last > MOST_LINES ? '… further lines are left out.' : this.options.redact(line);
      this.buffer.push({ n: this.last, at: this.options.clock(), text: full.slice(0, LONGEST_LINE) });
    }
    this.writing ??= this.drain();
    // A failure stays in the promise for `flush`; without a listener it would end the process.
    this.writing.catch(() => undefined);
  }

  /** Resolves when all lines are on disk. */
  async flush(): Promise<void> {
    await (this.writing ?? (this.buffer.length > 0 ? this.drain() : undefined));
  }

  private async drain(): Promise<void> {
    try {
      while (this.buffer.length > 0) {
        const lines = this.buffer;
        this.buffer = [];
        try {
          await this.store.prisma.taskLogLine.createMany({
            data: lines.map((line) => ({ ...line, taskId: this.taskId })),
          });
        } catch (error) {
          this.buffer = [...lines, ...this.buffer];
          throw error;
        }
      }
    } finally {
      this.writing = null;
    }
  }
}

/** The lines after number `after`, a page at a time, oldest first. */
export async function readLog(store: AgentStore, taskId: number, after: number): Promise<LogLine[]> {
  return store.prisma.taskLogLine.findMany({
    where: { taskId, n: { gt: after } },
    orderBy: { n: 'asc' },
    take: PAGE,
    select: { n: true, at: true, text: true },
  });
}

/** The last lines, oldest first. */
export async function readLogTail(store: AgentStore, taskId: number, count: number): Promise<LogLine[]> {
  const lines = await store.prisma.taskLogLine.findMany({
    where: { taskId },
    orderBy: { n: 'desc' },
    take: count,
    select: { n: true, at: true, text: true },
  });
  return lines.reverse();
}
