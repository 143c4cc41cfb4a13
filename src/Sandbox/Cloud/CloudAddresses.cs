using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace OpsBot.Sandbox.Cloud;

/// <summary>
/// Addresses of 127.77.0.0/16 that nobody else on this machine has, so that as many worlds as are under test at once can have listeners of
/// their own: each takes a block of 256 for itself, which the system gives back when the program ends, however it ends.
/// </summary>
sealed class CloudAddresses : IDisposable
{
    const int Blocks = 256, InBlock = 254;

    // Whoever listens here, on the first address of a block, has the block.
    const int Claim = 7077;

    static int worlds;

    readonly List<Socket> claims = [];
    readonly Queue<string> free = [];

    /// <summary>One that was not in use yet, as long as there are such.</summary>
    public string Take()
    {
        if (free.Count == 0) AddBlock();
        return free.Dequeue();
    }

    /// <summary>It comes last, so that nobody meets another's server there who still asks for one that is gone.</summary>
    public void Return(string address) => free.Enqueue(address);

    public void Dispose()
    {
        foreach (var claim in claims) claim.Dispose();
        claims.Clear();
    }

    void AddBlock()
    {
        // Not the same first try for all: most worlds find theirs at once.
        var first = (Environment.ProcessId * 37) + Interlocked.Increment(ref worlds);
        var block = Enumerable.Range(0, Blocks).Select(number => (first + number) & (Blocks - 1)).FirstOrDefault(Claimed, -1);
        if (block < 0) throw new InvalidOperationException("All of 127.77.0.0/16 is in use by other pretend clouds on this machine.");
        for (var host = 1; host <= InBlock; host++) free.Enqueue(Written(block, host));
    }

    bool Claimed(int block)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Parse(Written(block, 0)), Claim));
            socket.Listen(1);
            claims.Add(socket);
            return true;
        }
        catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            socket.Dispose();
            return false;
        }
        catch (SocketException none) when (none.SocketErrorCode == SocketError.AddressNotAvailable)
        {
            // Not Linux: nobody can listen on any of them, so nobody meets anybody there.
            socket.Dispose();
            return true;
        }
    }

    static string Written(int block, int host) => string.Create(CultureInfo.InvariantCulture, $"127.77.{block}.{host}");
}
