import type { Picture, Shape } from "./chart-picture.ts";

const fonts = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";

/** The picture as a file of vectors. Only attributes, no styles: it opens anywhere, under any policy. */
export function svgOf({ width, height, shapes }: Picture, ground: string): string {
  const body = shapes.map(svgShape).join("\n");
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<rect width="${width}" height="${height}" fill="${escaped(ground)}"/>`,
    body,
    "</svg>",
    "",
  ].join("\n");
}

function svgShape(shape: Shape): string {
  const place = `x="${rounded(shape.x)}" y="${rounded(shape.y)}" fill="${escaped(shape.fill)}"`;
  if (shape.type === "rect") {
    return `<rect ${place} width="${rounded(shape.width)}" height="${rounded(shape.height)}"/>`;
  }
  const font = `font-family="${fonts}" font-size="${shape.size}" font-weight="${shape.weight}"`;
  return `<text ${place} ${font} text-anchor="${shape.anchor}">${escaped(shape.text)}</text>`;
}

/** A workspace or a service names what is written here: nothing of it may become markup. */
function escaped(text: string): string {
  return text.replaceAll(/[<>&"']/g, (sign) => `&#${sign.codePointAt(0) ?? 0};`);
}

const rounded = (value: number): number => Math.round(value * 100) / 100;

const aligned = { start: "left", middle: "center", end: "right" } as const;
/** So that it is sharp on dense screens and in print. */
const scale = 2;

/** The picture in pixels, painted by the browser itself: nothing is loaded for it. */
export function pngOf({ width, height, shapes }: Picture, ground: string): Promise<Blob> {
  const canvas = document.createElement("canvas");
  canvas.width = width * scale;
  canvas.height = height * scale;
  const context = canvas.getContext("2d");
  if (context === null) return Promise.reject(new Error("This browser can not paint the picture"));
  context.scale(scale, scale);
  context.fillStyle = ground;
  context.fillRect(0, 0, width, height);
  for (const shape of shapes) {
    context.fillStyle = shape.fill;
    if (shape.type === "rect") {
      context.fillRect(shape.x, shape.y, shape.width, shape.height);
      continue;
    }
    context.font = `${shape.weight} ${shape.size}px ${fonts}`;
    context.textAlign = aligned[shape.anchor];
    context.fillText(shape.text, shape.x, shape.y);
  }
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob === null) reject(new Error("This browser can not write the picture"));
      else resolve(blob);
    }, "image/png");
  });
}
