import { Select } from '@mantine/core';
import { useClusterOptions } from './use-cluster-options.js';

interface ClusterSelectProps {
  /** The cluster's id, or empty for none. */
  value?: string;
  onChange?: (value: string) => void;
  description?: string;
}

/** Chooses the cluster of a site. */
export function ClusterSelect({ value, onChange, description }: ClusterSelectProps) {
  const clusters = useClusterOptions();
  return (
    <Select
      label="Cluster"
      description={description}
      placeholder={clusters.length > 0 ? 'None' : 'There is none yet'}
      data={clusters}
      disabled={clusters.length === 0}
      value={value || null}
      onChange={(next) => onChange?.(next ?? '')}
      clearable
      clearButtonProps={{ 'aria-label': 'Clear the cluster' }}
      searchable
    />
  );
}
