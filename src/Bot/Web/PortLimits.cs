using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace OpsBot.Bot.Web;

/// <summary>
/// What anybody who reaches the port can take of this process. A thousand connections is twenty times what a proxy keeps open for two chat
/// platforms; each holds no more than about 100 KB, so that all of them together stay below 150 MB. Before there are so many, those that
/// have been open longest make room.
/// </summary>
static class PortLimits
{
    const int MostConnections = 1_000;
    const int Comfortable = 900;
    const int LargestHeaders = 16 * 1024;

    // What is read ahead of the program that asks for it; a megabyte unless set.
    const int ReadAhead = 32 * 1024;

    static readonly TimeSpan headersWithin = TimeSpan.FromSeconds(5);

    // Whoever sends less than that, once the grace is over, waits for nothing but our memory.
    static readonly MinDataRate slowest = new(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromSeconds(3));

    public static void Set(KestrelServerOptions kestrel)
    {
        // While there is room, idle connections are kept for as long as ever (130 s): a proxy must be the first to close one, or it sends
        // into a closed one.
        var crowd = new Crowd(Comfortable);
        kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Use(crowd.Around));
        kestrel.Limits.MaxConcurrentConnections = MostConnections;
        kestrel.Limits.MaxRequestHeadersTotalSize = LargestHeaders;
        kestrel.Limits.MaxRequestBufferSize = ReadAhead;
        // Bodies are counted where they are read, and refused there with an answer of ours.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.RequestHeadersTimeout = headersWithin;
        kestrel.Limits.MinRequestBodyDataRate = slowest;
    }
}
