import * as tf from '@tensorflow/tfjs-core';
import { it } from 'vitest';
import { convolution, type ConvolutionOptions } from './convolution.ts';
import { expectClose, expectSameAs, normal, onEachBackend } from './each-backend.test.support.ts';

const row = () => normal<tf.Rank.R3>([2, 7, 3], 1);
const picture = () => normal<tf.Rank.R4>([2, 6, 5, 3], 1);
const film = () => normal<tf.Rank.R5>([2, 6, 5, 4, 3], 1);
const bias = () => normal<tf.Rank.R1>([2], 3);

onEachBackend('convolution', () => {
  it.each<[string, ConvolutionOptions, number, 'same' | 'valid', number]>([
    ['as it is', {}, 1, 'valid', 1],
    ['of the same size', { padding: 'same' }, 1, 'same', 1],
    ['of half the size', { padding: 'same', stride: 2 }, 2, 'same', 1],
    ['dilated, of the same size', { padding: 'same', dilation: [2] }, 1, 'same', 2],
  ])('along one axis, as tfjs: %s', (_, options, stride, method, dilation) => {
    const filter = normal<tf.Rank.R3>([2, 3, 2], 2);
    const theirs = tf.conv1d(row(), filter, stride, method, 'NWC', dilation);
    expectClose(convolution(row(), filter, bias(), options), tf.add(theirs, bias()));
  });

  it.each<[string, ConvolutionOptions, [number, number], [number, number]]>([
    ['of the same size', { padding: 'same' }, [1, 1], [1, 1]],
    ['of half the size', { padding: 'same', stride: 2 }, [2, 2], [1, 1]],
    ['at two strides', { padding: 'same', stride: [3, 2] }, [3, 2], [1, 1]],
    ['dilated, of the same size', { padding: 'same', dilation: [2, 1] }, [1, 1], [2, 1]],
  ])('along two axes, as tfjs: %s', (_, options, stride, dilation) => {
    const filter = normal<tf.Rank.R4>([3, 2, 3, 2], 2);
    const theirs = tf.conv2d(picture(), filter, stride, 'same', 'NHWC', dilation);
    expectClose(convolution(picture(), filter, bias(), options), tf.add(theirs, bias()));
  });

  it.each<[string, ConvolutionOptions, [number, number, number], 'same' | 'valid']>([
    ['as it is', {}, [1, 1, 1], 'valid'],
    ['at three strides', { stride: [3, 2, 1] }, [3, 2, 1], 'valid'],
    ['of the same size', { padding: 'same' }, [1, 1, 1], 'same'],
    ['of half the size', { padding: 'same', stride: 2 }, [2, 2, 2], 'same'],
  ])('along three axes, as tfjs: %s', (_, options, stride, method) => {
    const filter = normal<tf.Rank.R5>([3, 2, 2, 3, 2], 2);
    const theirs = tf.conv3d(film(), filter, stride, method);
    expectClose(convolution(film(), filter, bias(), options), tf.add(theirs, bias()));
  });

  it('along three axes, dilated and padded, is that of a larger filter with zeros', () => {
    const filter = normal<tf.Rank.R5>([2, 1, 2, 3, 2], 2);
    const wide = tf.concat(
      [tf.slice(filter, 0, [1, 1, 2, 3, 2]), tf.zeros([1, 1, 2, 3, 2]), tf.slice(filter, 1)],
      0,
    ) as tf.Tensor5D;
    const padded = tf.pad(film(), [[0, 0], [1, 2], [0, 0], [0, 1], [0, 0]]) as tf.Tensor5D; // prettier-ignore
    const ours = convolution(film(), filter, undefined, {
      padding: [[1, 2], [0, 0], [0, 1]], // prettier-ignore
      dilation: [2, 1, 1],
    });
    expectClose(ours, tf.conv3d(padded, wide, 1, 'valid'));
  });

  it('has the gradients of what it is, dilated and padded as TensorFlow does', () => {
    const filter = normal<tf.Rank.R4>([2, 2, 3, 2], 2);
    /** 6 × 5 pixels at strides 3 and 2 need no row of zeros and one column, at the end; a filter of 3 × 2 with zeros. */
    const wide = (f: tf.Tensor4D) =>
      tf.concat(
        [tf.slice(f, 0, [1, 2, 3, 2]), tf.zeros([1, 2, 3, 2]), tf.slice(f, 1, [1, 2, 3, 2])],
        0,
      ) as tf.Tensor4D;
    expectSameAs(
      (x: tf.Tensor4D, filter: tf.Tensor4D, bias: tf.Tensor1D) =>
        tf.add(tf.conv2d(tf.pad(x, [[0, 0], [0, 0], [0, 1], [0, 0]]), wide(filter), [3, 2], 'valid'), bias), // prettier-ignore
      (x, filter, bias) =>
        convolution(x, filter, bias, { stride: [3, 2], padding: 'same', dilation: [2, 1] }),
      [picture(), filter, bias()],
    );
  });

  it('has the gradients of what it is along one axis, and along three', () => {
    expectSameAs(
      (x: tf.Tensor3D, filter: tf.Tensor3D, bias: tf.Tensor1D) =>
        tf.add(tf.conv1d(x, filter, 2, 'same'), bias),
      (x, filter, bias) => convolution(x, filter, bias, { stride: 2, padding: 'same' }),
      [row(), normal<tf.Rank.R3>([2, 3, 2], 2), bias()],
    );
    expectSameAs(
      (x: tf.Tensor5D, filter: tf.Tensor5D, bias: tf.Tensor1D) =>
        tf.add(tf.conv3d(x, filter, [2, 1, 1], 'same'), bias),
      (x, filter, bias) => convolution(x, filter, bias, { stride: [2, 1, 1], padding: 'same' }),
      [film(), normal<tf.Rank.R5>([3, 2, 2, 3, 2], 2), bias()],
    );
  });
});
