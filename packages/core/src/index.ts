import '#gradients';

export {
  assembleAdapter,
  createAdapter,
  frozen,
  trainedWhole,
  type Adapter,
  type InitialValues,
  type AdaptedLayer,
} from './adapter.ts';
export { AdapterSet } from './adapter-set.ts';
export { commonFields, scaling, type CommonConfig } from './config.ts';
export { CoreError, type CoreErrorCode } from './errors.ts';
export type { LayerValues } from './factors.ts';
export {
  initialTensor,
  layerStart,
  type DrawnInit,
  type Initial,
  type LayerStart,
} from './init.ts';
export type { Decomposition, Product } from './decomposition.ts';
export type {
  Method,
  ParameterGroup,
  ParameterSpec,
  FactorContext,
  Factors,
  GrowingSetting,
  Sides,
  WeightUpdate,
} from './method.ts';
export { rampAt, type Ramp } from './ramp.ts';
export { methodOf, parseAdapterConfig, settingNames, takes } from './adapter-config.ts';
export { fromPeftConfig, type PeftConfig } from './files/peft-config.ts';
export { addMethod, methods, type AdapterConfig, type AdapterSettings } from './registry.ts';
export type { ApplySlot, Layer, NamedLayer, RandomSource, Slot, SlotKind } from './slot.ts';
export { chooseTargets, type SavedLayers, type TargetDefaults, type Targets } from './targets.ts';
export {
  archiveAdapter,
  disposeArchive,
  restoreAdapter,
  type AdapterArchive,
  type ArchivedLayer,
} from './files/archive.ts';
export {
  combine,
  type Combination,
  type CombineOptions,
  type WeightedAdapter,
} from './files/combine.ts';
export { encodeAdapter, type AdapterFiles } from './files/encode.ts';
export { encodeMlx } from './files/encode-mlx.ts';
export { encodeExport, type ExportForm } from './files/export.ts';
export { inspection, type Inspection } from './files/inspect.ts';
export { checkpointLayers, mergedCheckpoint } from './files/merge-file.ts';
export type { ReadOptions } from './files/dialect.ts';
export {
  packAdapter,
  unpackAdapter,
  type LoadedAdapter,
  type LoadOptions,
  type SaveOptions,
} from './files/pack.ts';
export { parseAdapter, type AdapterBytes } from './files/parse.ts';
export type { ReadAdapter } from './files/read.ts';
export { toLora } from './files/to-lora.ts';
export { toSinglora, type SingloraConversion } from './files/to-singlora.ts';
export { adaptLayersModel, attachAdapter, type AdaptedLayersModel } from './layers-model/adapt.ts';
export { layersModelSlots } from './layers-model/host-layer.ts';
export { mergeIntoGraphModel, type GraphWeights } from './layers-model/graph-model.ts';
export { matrixOf } from './matrix-of.ts';
export { mergedMatrix } from './merge.ts';
export { spectrum, type Spectrum } from './spectrum.ts';
export { countParameters } from './count.ts';
