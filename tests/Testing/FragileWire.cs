using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace OpsBot.Tests.Testing;

/// <summary>
/// A way to the database that breaks when the test says: after the server has done what it was asked, and before anybody is told.
/// </summary>
public sealed class FragileWire : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly NpgsqlConnectionStringBuilder server;
    readonly Task accepting;
    volatile bool breaks;

    public FragileWire(string connectionString)
    {
        server = new(connectionString);
        listener.Start();
        ConnectionString = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Host = "127.0.0.1", Port = ((IPEndPoint)listener.LocalEndpoint).Port, SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
        }.ConnectionString;
        accepting = Accept();
    }

    public string ConnectionString { get; }

    public bool HasBroken { get; private set; }

    public void BreakAfterNextReply() => breaks = true;

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await accepting;
    }

    async Task Accept()
    {
        List<Task> carrying = [];
        try
        {
            while (true) carrying.Add(Carry(await listener.AcceptTcpClientAsync()));
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            await Task.WhenAll(carrying);
        }
    }

    async Task Carry(TcpClient client)
    {
        using (client)
        using (var there = new TcpClient())
        {
            await there.ConnectAsync(server.Host!, server.Port);
            var asking = Copy(client.Client, there.Client, isReply: false);
            await Copy(there.Client, client.Client, isReply: true);
            client.Client.Close();
            await asking;
        }
    }

    async Task Copy(Socket from, Socket to, bool isReply)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var received)
            {
                if (isReply && breaks)
                {
                    (breaks, HasBroken) = (false, true);
                    return;
                }
                await to.SendAsync(buffer.AsMemory(0, received));
            }
            if (!isReply) to.Shutdown(SocketShutdown.Both);
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException)
        {
            // One end is gone, and so is the other.
        }
    }
}
