/** What people call the networks of the models package, by their names there. */
export const NETWORK_NAMES: Readonly<Record<string, string>> = {
  unet: 'U-Net',
  'residual-unet': 'Residual U-Net',
  dynunet: 'DynUNet',
  segresnet: 'SegResNet',
};
