// tfjs-core computes gradients of its own operations only where these are registered, and its main entry leaves them out.
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
