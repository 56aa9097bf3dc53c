// What the script reads of a report (docs/report.md). Whatever may be absent there is optional here.

export type Scalar = number | string | boolean | null;

export interface Report {
  command?: string;
  data: { train_rows: number; validation_rows: number; features?: string[]; scaling?: Scaling };
  training?: { history: Epoch[]; baseline?: Baseline };
  layers: Layer[];
  events?: UnitEvent[];
}

export interface Scaling {
  shift: number[];
  scale: number[];
}

export interface Quality {
  accuracy?: number | null;
  rmse?: number | null;
}

export interface Metrics extends Quality {
  loss: number | null;
}

export interface Epoch extends Metrics {
  epoch: number;
  validation?: Metrics;
}

export interface Baseline {
  training: Quality;
  validation?: Quality;
}

export interface Layer {
  units: number;
  history?: LayerHistory;
  unit: Unit[];
}

export interface LayerHistory {
  epoch: number[];
  dead?: number[];
  saturated?: number[];
  active_rows?: number[][];
  max_preactivation?: (number | null)[][];
}

export interface Unit {
  index: number;
  status: string;
  active_rows: number;
  activation_rate: number;
  mean_activation?: number | null;
  max_preactivation?: number | null;
  dormancy?: number | null;
  dormant?: boolean;
  gradient_blocked?: boolean;
  born_dead?: boolean;
  died_epoch?: number | null;
  dead_epochs?: [number, number][];
  revivals?: number;
  recovery?: string | null;
  validation?: { activation_rate: number };
  proof?: { witness?: number[] | null };
}

export type EventType = 'born_dead' | 'died' | 'revived';

export interface UnitEvent {
  epoch: number;
  layer: number;
  unit: number;
  type: EventType;
  cause?: Cause;
}

export interface Cause {
  change: number | null;
  bias: number | null;
  weights: number | null;
  inputs: number | null;
  dominant: string;
  autopsy?: Autopsy;
}

export interface Autopsy {
  step: number;
  rows: AutopsyRow[];
}

export interface AutopsyRow {
  line: number;
  target: Scalar;
  feature: string;
}
