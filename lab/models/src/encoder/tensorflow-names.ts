/** The current name of a tensor that checkpoints converted from TensorFlow may call gamma or beta. */
export const withoutTensorflowNames = (name: string): string =>
  name
    .replace(/\.LayerNorm\.gamma$/, '.LayerNorm.weight')
    .replace(/\.LayerNorm\.beta$/, '.LayerNorm.bias');
