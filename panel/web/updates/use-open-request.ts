import { useSearchParams } from 'react-router';

/** The name of the address's parameter that holds the opened request. */
const PARAM = 'request';

/** The opened request, if any, and the ways to open and close one; kept in the address, so that it can be shared. */
export function useOpenRequest() {
  const [params, setParams] = useSearchParams();
  const id = Number(params.get(PARAM));
  const set = (value: number | null) =>
    setParams((before) => {
      const after = new URLSearchParams(before);
      if (value === null) after.delete(PARAM);
      else after.set(PARAM, String(value));
      return after;
    });
  return {
    id: Number.isInteger(id) && id > 0 ? id : null,
    open: (value: number) => set(value),
    close: () => set(null),
  };
}
