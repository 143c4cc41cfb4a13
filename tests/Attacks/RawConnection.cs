using System.Net.Sockets;
using System.Text;

namespace OpsBot.Tests.Attacks;

/// <summary>A connection on which any bytes can be sent, at any pace.</summary>
public sealed class RawConnection : IDisposable
{
    readonly TcpClient client = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<RawConnection> Open(Uri to)
    {
        var connection = new RawConnection();
        await connection.client.ConnectAsync(to.Host, to.Port, Cancel);
        return connection;
    }

    public async Task Send(string text) => await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text), Cancel);

    /// <summary>All that the other side says until it closes; nothing where it just breaks off.</summary>
    public async Task<string> ReadToEnd()
    {
        try
        {
            using var reader = new StreamReader(client.GetStream(), Encoding.ASCII, leaveOpen: true);
            return await reader.ReadToEndAsync(Cancel);
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <summary>Asks for something and leaves the connection open; gives the first line of the answer.</summary>
    public async Task<string?> Get(string path)
    {
        await Send($"GET {path} HTTP/1.1\r\nHost: bot\r\n\r\n");
        return await ReadLine();
    }

    /// <summary>The first line of what the other side says.</summary>
    public async Task<string?> ReadLine()
    {
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII, leaveOpen: true);
        return await reader.ReadLineAsync(Cancel);
    }

    public void Dispose() => client.Dispose();
}
