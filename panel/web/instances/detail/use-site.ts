import { useOutletContext } from 'react-router';
import type { Instance } from '../../../../contract/panel/instances.js';

/** The site whose page a tab belongs to. */
export function useSite(): Instance {
  return useOutletContext<Instance>();
}
