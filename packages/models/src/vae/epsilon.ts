/** The epsilon of all group normalisation in an autoencoder. */
export const epsilon = 1e-6;
