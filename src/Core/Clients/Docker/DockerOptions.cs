using System.Globalization;
using Microsoft.Extensions.Options;

namespace OpsBot.Core.Clients.Docker;

/// <summary>How Docker engines are reached; section <c>Docker</c>. The addresses themselves belong to the servers.</summary>
public sealed class DockerOptions
{
    /// <summary>How long connecting to a host may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For one call; a stop gets its grace on top.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a host that failed again and again is left alone.</summary>
    public TimeSpan BreakFor { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>PEM file of the authority that signed the engines' certificates; the machine's own trust when empty.</summary>
    public string? CertificateAuthority { get; init; }

    /// <summary>PEM file of the certificate OpsBot shows to an engine (docker's cert.pem).</summary>
    public string? ClientCertificate { get; init; }

    /// <summary>PEM file of its private key (docker's key.pem).</summary>
    public string? ClientKey { get; init; }
}

/// <summary>Says at start which setting is wrong or which certificate is missing, rather than at the first incident.</summary>
/// <remarks>By hand: the generated check of a range of times drops the attribute's own message.</remarks>
sealed class DockerOptionsCheck : IValidateOptions<DockerOptions>
{
    public ValidateOptionsResult Validate(string? name, DockerOptions options)
    {
        var missing = new List<string>();
        Hold("ConnectTimeout", options.ConnectTimeout, "00:00:00.050", "00:01:00");
        Hold("CallTimeout", options.CallTimeout, "00:00:00.050", "00:10:00");
        Hold("BreakFor", options.BreakFor, "00:00:00.500", "00:10:00");
        Look("CertificateAuthority", options.CertificateAuthority, "ca.pem");
        Look("ClientCertificate", options.ClientCertificate, "cert.pem");
        Look("ClientKey", options.ClientKey, "key.pem");
        if (string.IsNullOrEmpty(options.ClientCertificate) != string.IsNullOrEmpty(options.ClientKey))
            missing.Add("Docker:ClientCertificate and Docker:ClientKey go together: set both or neither.");
        return missing.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(missing);

        void Hold(string setting, TimeSpan value, string least, string most)
        {
            if (value < TimeSpan.Parse(least, CultureInfo.InvariantCulture) || value > TimeSpan.Parse(most, CultureInfo.InvariantCulture))
                missing.Add(
                    $"Docker:{setting} is {value:c}. Set OPSBOT_Docker__{setting} to a time from {least} to {most}, or leave it out.");
        }

        void Look(string setting, string? path, string usual)
        {
            if (!string.IsNullOrEmpty(path) && !File.Exists(path))
                missing.Add(
                    $"Docker:{setting}: there is no file {path}. Set OPSBOT_Docker__{setting} to docker's {usual}, or leave it empty.");
        }
    }
}
