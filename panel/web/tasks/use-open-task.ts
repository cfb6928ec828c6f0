import { useSearchParams } from 'react-router';

/** The name of the address's parameter that holds the opened task. */
export const TASK_PARAM = 'task';

/** Opens the details of a task beside the page one is on. */
export function useOpenTask(): (id: number) => void {
  const [, setParams] = useSearchParams();
  return (id) =>
    setParams((before) => {
      const after = new URLSearchParams(before);
      after.set(TASK_PARAM, String(id));
      return after;
    });
}

/** The opened task, if any, and the way to close it. */
export function useOpenedTask(): { id: number | null; close: () => void } {
  const [params, setParams] = useSearchParams();
  const id = Number(params.get(TASK_PARAM));
  const close = () =>
    setParams((before) => {
      const after = new URLSearchParams(before);
      after.delete(TASK_PARAM);
      return after;
    });
  return { id: Number.isInteger(id) && id > 0 ? id : null, close };
}
