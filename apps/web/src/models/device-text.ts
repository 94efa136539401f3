interface Device {
  readonly provider: string;
  readonly threads: number;
  /** Billions of operations a second. */
  readonly gflops?: number | null;
  readonly memoryMiB?: number | null;
}

const PROVIDERS: Readonly<Record<string, string>> = { cpu: 'Processor', cuda: 'Graphics card (CUDA)' };

/** What a training ran on: "Processor, 2 threads, 61 GFLOP/s, 2.9 GiB". */
export function deviceText({ provider, threads, gflops, memoryMiB }: Device): string {
  const parts = [
    PROVIDERS[provider] ?? provider,
    threads === 1 ? '1 thread' : `${threads} threads`,
    gflops ? `${Math.round(gflops)} GFLOP/s` : '',
    memoryMiB ? `${(memoryMiB / 1024).toFixed(1)} GiB` : '',
  ];
  return parts.filter(Boolean).join(', ');
}
