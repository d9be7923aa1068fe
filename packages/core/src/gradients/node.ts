// The same as bundled.ts for Node, which cannot load single files of tfjs-core: tfjs-layers registers them, too.
import '@tensorflow/tfjs-layers';
