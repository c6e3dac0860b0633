const LOOPBACK_IPV4 = /^127(\.[0-9]{1,3}){3}$/;

/** Whether a host name can only mean this machine; `127.0.0.1.example` is a name like any other. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname === '::1' ||
    hostname === '[::1]' ||
    LOOPBACK_IPV4.test(hostname)
  );
}

/** Whether a URL, where one is given, leads away from this machine. */
export function isRemote(url: string | undefined): boolean {
  return url !== undefined && URL.canParse(url) && !isLoopback(new URL(url).hostname);
}
