using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpsBot.Core.Values;

namespace OpsBot.Core.Audit;

/// <summary>The section "Audit": what checkpoints are signed with.</summary>
public sealed class AuditOptions : ISettings
{
    public const string Section = "Audit";

    /// <summary>Signs checkpoints: base64 of 32 or more random bytes.</summary>
    public string Key { get; init; } = "";

    /// <summary>Keys of before, so that what they signed can still be checked.</summary>
    public IReadOnlyList<string> OldKeys { get; init; } = [];

    /// <summary>Public halves, for who is to check and not to sign: what `opsbot audit key` prints.</summary>
    public IReadOnlyList<string> PublicKeys { get; init; } = [];

    /// <summary>A file outside the database, on another disk or machine, that keeps what was signed; none is kept without it.</summary>
    public string HeadFile { get; init; } = "";

    /// <summary>What is wrong with it, each in a sentence that says where to get it right.</summary>
    public IEnumerable<string> Problems
    {
        get
        {
            if (Key.Length == 0)
                yield return "OPSBOT_Audit__Key is not set. It signs the audit's checkpoints: make one with `openssl rand -base64 32`, and keep a copy outside the database.";
            else if (!AuditKeys.IsKey(Key))
                yield return "OPSBOT_Audit__Key is not base64 of 32 or more bytes. Make one with `openssl rand -base64 32`.";
            for (var i = 0; i < OldKeys.Count; i++)
                if (OldKeys[i].Length > 0 && !AuditKeys.IsKey(OldKeys[i]))
                    yield return $"OPSBOT_Audit__OldKeys__{i} is not base64 of 32 or more bytes. Put back the key that was in use, or remove it.";
            foreach (var problem in PublicProblems) yield return problem;
            if (HeadFile.Length > 0 && !Path.IsPathRooted(HeadFile))
                yield return "OPSBOT_Audit__HeadFile is not the whole path of a file. " +
                    "Set it to one outside the database's disk, for example /backups/audit-heads.";
        }
    }

    /// <summary>As far as what was given to check with goes.</summary>
    public IEnumerable<string> PublicProblems =>
        from key in PublicKeys
        where key.Length > 0 && !PublicAuditKey.IsKey(key)
        select $"“{key}” is no public key of an audit. It is ed25519: and 44 letters, as `opsbot audit key` prints it.";
}

static class AuditRegistration
{
    /// <summary>A program that signs also validates at its start; one that only reads need not have a key.</summary>
    public static void AddAudit(this IServiceCollection services)
    {
        services.AddOptions<AuditOptions>().BindConfiguration(AuditOptions.Section);
        services.AddSingleton<IValidateOptions<AuditOptions>, SettingsCheck<AuditOptions>>();
        services.AddSingleton(provider => new AuditKeys(provider.GetRequiredService<IOptions<AuditOptions>>()));
        services.AddSingleton(provider => new HeadFile(
            provider.GetRequiredService<IOptions<AuditOptions>>().Value.HeadFile, provider.GetRequiredService<ILogger<HeadFile>>()));
        services.AddSingleton<OutsideHeads>();
        services.AddSingleton<Checkpoints>();
        services.AddSingleton<StrangerRows>();
    }
}
