import { FilterSelect } from '../ui/table/filter-select.js';
import { useTagOptions } from './use-tag-options.js';

/** Narrows a list to sites with a tag; nothing while there is no tag. */
export function TagFilter({ value, onChange }: { value: string; onChange: (value: string | null) => void }) {
  const tags = useTagOptions();
  if (tags.length === 0 && !value) return null;
  return (
    <FilterSelect
      label="Tag"
      all="Every tag"
      value={value}
      options={tags.map((tag) => ({ value: tag, label: tag }))}
      onChange={onChange}
      searchable
      width={160}
    />
  );
}
