using System.Net.Sockets;

namespace OpsBot.Core.Clients;

/// <summary>Whether an outside system could not be reached, and why, in a few words.</summary>
static class ConnectionTrouble
{
    /// <summary>The connection failed or broke; HttpIOException and SocketException arrive inside one of these.</summary>
    public static bool Is(Exception? failure) => failure is HttpRequestException or IOException || IsConnectTimeout(failure);

    // SocketsHttpHandler reports its own ConnectTimeout as a cancellation.
    public static bool IsConnectTimeout(Exception? failure) =>
        failure is OperationCanceledException { InnerException: TimeoutException };

    /// <summary>Why there was no connection; none where there was one, and it broke.</summary>
    public static string? WhyNone(Exception? failure) => failure switch
    {
        OperationCanceledException => "connecting took too long",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "its name does not resolve",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } refused =>
            (refused.InnerException as SocketException)?.SocketErrorCode switch
            {
                SocketError.ConnectionRefused => "connection refused",
                SocketError.AddressNotAvailable => "there is no such socket",
                SocketError.AccessDenied => "access to its socket was denied",
                SocketError.HostUnreachable or SocketError.NetworkUnreachable => "no route to it",
                SocketError.TimedOut => "connecting took too long",
                SocketError other => $"{other}",
                null => "no connection",
            },
        _ => null,
    };
}
