using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpsBot.Core.Clients.Docker;
using OpsBot.Core.Instances.Runtime;
using OpsBot.Sandbox.Docker;

namespace OpsBot.Tests.Core.Clients.Docker;

public sealed class SocketsAndTls : Engines
{
    [Fact]
    public async Task An_engine_at_a_unix_socket_is_spoken_to()
    {
        Given("acme-prod", PretendStart.Running);
        var socket = Path.Combine(Folder.FullName, "docker.sock");
        await using var engine = await DockerStandIn.StartHost(World, Host, kestrel => kestrel.ListenUnixSocket(socket), Cancel);
        var target = new RuntimeTarget($"unix://{socket}", "acme-prod");

        Assert.Equal(RuntimePhase.Running, (await Runtime.State(target, Cancel)).Value.Phase);
        Assert.Equal(20, (await Runtime.Logs(target, 20, Cancel)).Value.Lines.Count);
        Assert.True((await Runtime.Stop(target, TimeSpan.FromSeconds(5), Cancel)).Value.Changed);
    }

    [Fact]
    public async Task An_engine_with_tls_is_trusted_by_its_authority_and_trusts_our_certificate()
    {
        Given("acme-prod", PretendStart.Running);
        var files = new Certificates(Folder.FullName);
        await using var engine = await StartTls(files);
        await using var services = RuntimeWith(files.Settings);

        var runtime = services.GetRequiredService<IRuntime>();
        Assert.Equal(RuntimePhase.Running, (await runtime.State(Tls(engine), Cancel)).Value.Phase);
    }

    [Fact]
    public async Task An_engine_of_another_authority_is_not_spoken_to()
    {
        await using var engine = await StartTls(new Certificates(Folder.CreateSubdirectory("theirs").FullName));
        await using var services = RuntimeWith(new Certificates(Folder.CreateSubdirectory("ours").FullName).Settings);

        var fault = Fault(await services.GetRequiredService<IRuntime>().State(Tls(engine), Cancel));
        Assert.Equal(RuntimeTrouble.Misconfigured, fault.Trouble);
        Assert.Contains("OPSBOT_Docker__CertificateAuthority", fault.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_and_half_set_certificates_are_named_at_start()
    {
        using var services =
            RuntimeWith(new() { ["Docker:CertificateAuthority"] = "/nowhere/ca.pem", ["Docker:ClientKey"] = "/nowhere/key.pem" });
        var refused = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<DockerOptions>>().Value);
        Assert.Contains("there is no file /nowhere/ca.pem. Set OPSBOT_Docker__CertificateAuthority", refused.Message,
            StringComparison.Ordinal);
        Assert.Contains("set both or neither", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_out_of_range_is_named_at_start()
    {
        using var services = RuntimeWith(new() { ["Docker:CallTimeout"] = "1.00:00:00", ["Backups:Limit"] = "00:00:00" });
        Assert.Contains("OPSBOT_Docker__CallTimeout", Assert.Throws<OptionsValidationException>(
            () => services.GetRequiredService<IOptions<DockerOptions>>().Value).Message, StringComparison.Ordinal);
        Assert.Contains("OPSBOT_Backups__Limit", Assert.Throws<OptionsValidationException>(
            () => services.GetRequiredService<IOptions<BackupOptions>>().Value).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unix:///var/run/docker.sock", "http://docker/", "/var/run/docker.sock")]
    [InlineData("tcp+tls://eu-1.example.com:2376", "https://eu-1.example.com:2376/", "eu-1.example.com:2376")]
    [InlineData("tcp+tls://eu-1.example.com", "https://eu-1.example.com:2376/", "eu-1.example.com:2376")]
    [InlineData("http://127.0.0.1:5080/docker/eu-1", "http://127.0.0.1:5080/docker/eu-1/", "127.0.0.1:5080/docker/eu-1")]
    [InlineData("tcp://localhost", "http://localhost:2375/", "localhost:2375")]
    [InlineData("http://[::1]:99", "http://[::1]:99/", "[::1]:99")]
    public void Addresses_that_are_understood(string text, string root, string shown)
    {
        var address = DockerAddress.Parse(text).Value;
        Assert.Equal((root, shown), (address.Root.ToString(), address.ToString()));
    }

    [Theory]
    [InlineData("http://10.0.0.5:2375", "unencrypted")]
    [InlineData("tcp://docker.example.com:2375", "unencrypted")]
    [InlineData("eu-1.example.com", "no address")]
    [InlineData("unix://", "no address")]
    [InlineData("ssh://root@eu-1", "no address")]
    [InlineData("tcp+tls://user:pw@eu-1", "no address")]
    [InlineData("", "no address")]
    public async Task Addresses_that_are_refused(string text, string because)
    {
        var fault = Fault(await Runtime.State(new(text, "acme-prod"), Cancel));
        Assert.Equal(RuntimeTrouble.Misconfigured, fault.Trouble);
        Assert.Contains(because, fault.Sentence, StringComparison.Ordinal);
    }

    Task<DockerStandIn> StartTls(Certificates files) =>
        DockerStandIn.StartHost(World, Host, kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        listen.UseHttps(new HttpsConnectionAdapterOptions
        {
            ServerCertificate = files.Server,
            ClientCertificateMode = ClientCertificateMode.RequireCertificate,
            ClientCertificateValidation = (shown, _, _) => shown.Thumbprint == files.Client.Thumbprint,
        })), Cancel);

    static RuntimeTarget Tls(DockerStandIn engine) => new($"tcp+tls://127.0.0.1:{new Uri(engine.Url).Port}", "acme-prod");

    /// <summary>An authority with one server's and one client's certificate, as docker's guide makes them.</summary>
    sealed class Certificates
    {
        public Certificates(string folder)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest("CN=test authority", key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            var (from, to) = (DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(80));
            using var authority = request.CreateSelfSigned(from, to);

            Server = Issue("CN=engine", authority, from, to);
            Client = Issue("CN=opsbot", authority, from, to);
            Settings = new()
            {
                ["Docker:CertificateAuthority"] = Write("ca.pem", authority.ExportCertificatePem()),
                ["Docker:ClientCertificate"] = Write("cert.pem", Client.ExportCertificatePem()),
                ["Docker:ClientKey"] = Write("key.pem", Client.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()),
            };

            string Write(string name, string pem)
            {
                var path = Path.Combine(folder, name);
                File.WriteAllText(path, pem);
                return path;
            }
        }

        public X509Certificate2 Server { get; }

        public X509Certificate2 Client { get; }

        public Dictionary<string, string?> Settings { get; }

        static X509Certificate2 Issue(string name, X509Certificate2 authority, DateTimeOffset from, DateTimeOffset to)
        {
            var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
            var names = new SubjectAlternativeNameBuilder();
            names.AddIpAddress(IPAddress.Loopback);
            request.CertificateExtensions.Add(names.Build());
            return request.Create(authority, from, to, RandomNumberGenerator.GetBytes(8)).CopyWithPrivateKey(key);
        }
    }
}
