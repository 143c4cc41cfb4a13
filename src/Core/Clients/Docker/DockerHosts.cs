using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using OpsBot.Core.Instances.Runtime;
using OpsBot.Core.Values;

namespace OpsBot.Core.Clients.Docker;

/// <summary>The engines in use, one pool of connections and one breaker per address for the life of the program.</summary>
/// <remarks>
/// IHttpClientFactory is keyed by names known at start and throws its handlers away every two minutes; addresses come
/// from the servers table, and a breaker must remember for longer than that.
/// </remarks>
sealed class DockerHosts(IOptions<DockerOptions> options, TimeProvider time) : IDisposable
{
    readonly ConcurrentDictionary<string, Lazy<Result<DockerHost, RuntimeFault>>> hosts = new(StringComparer.Ordinal);

    public Result<DockerHost, RuntimeFault> At(string address)
    {
        var host = hosts.GetOrAdd(address, static (text, self) => new(() => self.Open(text)), this).Value;
        if (host.Fault is not null)
            hosts.TryRemove(address, out _); // A wrong setting is read anew once it was put right.
        return host;
    }

    public void Dispose()
    {
        foreach (var host in hosts.Values.Where(host => host.IsValueCreated && host.Value.Fault is null))
            host.Value.Value.Dispose();
    }

    Result<DockerHost, RuntimeFault> Open(string text)
    {
        if (DockerAddress.Parse(text).Failed(out var address, out var fault))
            return fault;

        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = options.Value.ConnectTimeout,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            MaxConnectionsPerServer = 32,
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
        };
        if (address.SocketPath is { } path)
            handler.ConnectCallback = (_, cancel) => UnixSocket.Connect(path, cancel);
        if (address.Transport == DockerTransport.Tls && UseCertificates(handler) is { } unreadable)
        {
            handler.Dispose();
            return unreadable;
        }

        return new DockerHost(address, handler, DockerPipeline.Of(options.Value, time), time);
    }

    RuntimeFault? UseCertificates(SocketsHttpHandler handler)
    {
        var files = options.Value;
        try
        {
            var tls = new SslClientAuthenticationOptions();
            if (files is { ClientCertificate.Length: > 0, ClientKey.Length: > 0 })
                tls.ClientCertificates = [X509Certificate2.CreateFromPemFile(files.ClientCertificate, files.ClientKey)];
            if (files.CertificateAuthority is { Length: > 0 } authority)
            {
                var trusted = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust,
                    RevocationMode = X509RevocationMode.NoCheck };
                trusted.CustomTrustStore.ImportFromPemFile(authority);
                tls.CertificateChainPolicy = trusted;
            }

            handler.SslOptions = tls;
            return null;
        }
        catch (Exception failed) when (failed is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return new RuntimeFault(RuntimeTrouble.Misconfigured,
                $"The Docker certificates cannot be read: {failed.Message} Check OPSBOT_Docker__CertificateAuthority, __ClientCertificate and __ClientKey.");
        }
    }
}
