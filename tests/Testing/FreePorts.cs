using System.Net;
using System.Net.Sockets;

namespace OpsBot.Tests.Testing;

/// <summary>Ports for what has to listen on the same one again after it was away.</summary>
static class FreePorts
{
    // Below those that the system gives to connections of its own, since one of them could get it meanwhile.
    const int First = 20_000;
    const int Last = 32_767;

    // Runs at the same time begin in different places.
    static int taken = Random.Shared.Next(Last - First);

    public static int Take()
    {
        while (true)
        {
            var port = First + ((Interlocked.Increment(ref taken) & int.MaxValue) % (Last - First + 1));
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody listens there.
            }
        }
    }
}
