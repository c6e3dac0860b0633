// Preloaded into the processes that tests start: they end with the test run, however that ends.
process.stdin.on('close', () => process.kill(process.pid, 'SIGKILL'));
process.stdin.resume();
process.stdin.unref();
