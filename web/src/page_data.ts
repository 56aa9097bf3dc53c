// The JSON that the page holds, packed if it is large.

export async function readPageData(): Promise<unknown> {
  const element = document.getElementById('data');
  const text = element?.textContent ?? '';
  if (element?.dataset['packed'] !== 'gzip') return JSON.parse(text);
  return JSON.parse(await unpacked(text));
}

async function unpacked(base64: string): Promise<string> {
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; ++i) bytes[i] = binary.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).text();
}
