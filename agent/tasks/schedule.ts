/** Decides which waiting tasks may start. Pure, so that the rule can be read and tested in one place. */

export interface WaitingTask {
  id: number;
  type: string;
  lockKey: string | null;
}

/** A task that runs, as far as it stands in another's way. */
export interface Occupied {
  kind: 'site' | 'shared';
  lockKey: string | null;
}

/**
 * Oldest first. A `site` task runs alone, and nothing younger overtakes it while it waits for the others to end;
 * `shared` ones fill the slots; those with a lock key that is held stay behind, with all younger ones of that key.
 * @param slots how many shared tasks may run at once
 */
export function startable(
  waiting: readonly WaitingTask[],
  running: readonly Occupied[],
  slots: number,
  kindOf: (type: string) => Occupied['kind'],
): WaitingTask[] {
  const occupied = [...running];
  const held = new Set(running.map((task) => task.lockKey));
  const picked: WaitingTask[] = [];
  for (const task of waiting) {
    if (occupied.some((other) => other.kind === 'site') || occupied.length >= slots) break;
    const kind = kindOf(task.type);
    if (kind === 'site' && occupied.length > 0) break;
    if (task.lockKey !== null && held.has(task.lockKey)) continue;
    picked.push(task);
    occupied.push({ kind, lockKey: task.lockKey });
    held.add(task.lockKey);
  }
  return picked;
}
