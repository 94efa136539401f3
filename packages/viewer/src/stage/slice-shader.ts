/**
 * Niivue's own slice shader also samples overlay and PAQD volumes, which we never have, for every pixel: without them a
 * frame takes a third to a half less processor time where there is no graphics card. Same inputs otherwise: the labels' colour table is
 * the last row of `colormap`; a label's border, `border` pixels wide, is drawn at `drawRimOpacity`.
 */
export function sliceShader(border: number): string {
  // Niivue finds uniforms by text: one to a line.
  return `#version 300 es
precision highp int;
precision highp float;
uniform highp sampler3D volume;
uniform highp sampler3D drawing;
uniform highp sampler2D colormap;
uniform float drawOpacity;
uniform float drawRimOpacity;
in vec3 texPos;
out vec4 color;
void main() {
  vec3 right = dFdx(texPos) * ${border.toFixed(1)};
  vec3 up = dFdy(texPos) * ${border.toFixed(1)};
  color = vec4(texture(volume, texPos).rgb, 1.0);
  float label = texture(drawing, texPos).r;
  if (label == 0.0 || drawOpacity <= 0.0) return;
  float rows = float(textureSize(colormap, 0).y);
  vec4 paint = texture(colormap, vec2((label * 255.0 + 0.5) / 256.0, (rows - 0.5) / rows));
  float strength = drawOpacity;
  if (drawRimOpacity >= 0.0 && (
      texture(drawing, texPos - right).r != label || texture(drawing, texPos + right).r != label ||
      texture(drawing, texPos - up).r != label || texture(drawing, texPos + up).r != label))
    strength = drawRimOpacity;
  color.rgb = mix(color.rgb, paint.rgb, paint.a * strength);
}`;
}
