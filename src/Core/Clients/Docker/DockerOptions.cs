using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace OpsBot.Core.Clients.Docker;

/// <summary>How Docker engines are reached; section <c>Docker</c>. The addresses themselves belong to the servers.</summary>
public sealed class DockerOptions
{
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00",
        ErrorMessage = "Docker:ConnectTimeout is how long connecting may take, up to 00:01:00. Set OPSBOT_Docker__ConnectTimeout.")]
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>For one call; a stop gets its grace on top.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:10:00",
        ErrorMessage = "Docker:CallTimeout is how long one call may take, up to 00:10:00. Set OPSBOT_Docker__CallTimeout.")]
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a host that failed again and again is left alone.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:10:00",
        ErrorMessage = "Docker:BreakFor is how long a failing host is left alone, 00:00:00.5 to 00:10:00. Set OPSBOT_Docker__BreakFor.")]
    public TimeSpan BreakFor { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>PEM file of the authority that signed the engines' certificates; the machine's own trust when empty.</summary>
    public string? CertificateAuthority { get; init; }

    /// <summary>PEM file of the certificate OpsBot shows to an engine (docker's cert.pem).</summary>
    public string? ClientCertificate { get; init; }

    /// <summary>PEM file of its private key (docker's key.pem).</summary>
    public string? ClientKey { get; init; }
}

[OptionsValidator]
sealed partial class DockerOptionsHoldLimits : IValidateOptions<DockerOptions>;

/// <summary>Says at start which certificate file is missing, rather than at the first incident.</summary>
sealed class DockerCertificatesExist : IValidateOptions<DockerOptions>
{
    public ValidateOptionsResult Validate(string? name, DockerOptions options)
    {
        var missing = new List<string>();
        Look("CertificateAuthority", options.CertificateAuthority, "ca.pem");
        Look("ClientCertificate", options.ClientCertificate, "cert.pem");
        Look("ClientKey", options.ClientKey, "key.pem");
        if (string.IsNullOrEmpty(options.ClientCertificate) != string.IsNullOrEmpty(options.ClientKey))
            missing.Add("Docker:ClientCertificate and Docker:ClientKey go together: set both or neither.");
        return missing.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(missing);

        void Look(string setting, string? path, string usual)
        {
            if (!string.IsNullOrEmpty(path) && !File.Exists(path))
                missing.Add($"Docker:{setting}: there is no file {path}. Set OPSBOT_Docker__{setting} to docker's {usual}, or leave it empty.");
        }
    }
}
