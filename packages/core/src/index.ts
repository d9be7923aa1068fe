export {
  assembleAdapter,
  createAdapter,
  frozen,
  type Adapter,
  type InitialValues,
  type AdaptedLayer,
} from './adapter.ts';
export { AdapterSet } from './adapter-set.ts';
export { scaling, type CommonConfig } from './config.ts';
export { CoreError, type CoreErrorCode } from './errors.ts';
export { initialTensor, type Initial } from './init.ts';
export type {
  Method,
  ParameterGroup,
  ParameterSpec,
  FactorContext,
  Factors,
  WeightUpdate,
} from './method.ts';
export { rampAt, type Ramp } from './ramp.ts';
export {
  methodOf,
  methods,
  parseAdapterConfig,
  type AdapterConfig,
  type AdapterSettings,
} from './registry.ts';
export type { ApplySlot, Layer, RandomSource, Slot, SlotKind } from './slot.ts';
export { chooseTargets, type TargetDefaults, type Targets } from './targets.ts';
