using Microsoft.Extensions.Options;
using Npgsql;
using OpsBot.Bot.Discord;
using OpsBot.Bot.Slack;
using OpsBot.Core.Audit;
using OpsBot.Core.Billing.Gateway;
using OpsBot.Core.Clients.Caddy;
using OpsBot.Core.Clients.Hetzner;
using OpsBot.Core.Clients.Stripe;
using OpsBot.Core.Database;
using OpsBot.Core.Mails;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Routing;
using OpsBot.Core.Servers;
using OpsBot.Core.Servers.Providers;
using OpsBot.Core.Servers.Secrets;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Cli;

/// <summary>The command line's <c>doctor</c>: one line for each thing looked at; 0 when all is well, else 1.</summary>
static class Doctor
{
    public static async Task<int> Run(IServiceProvider services, TextWriter output, CancellationToken cancel)
    {
        var settings = Settings(services).ToList();
        var findings = settings.Count > 0 ? settings
            :
            [
                .. await Database(services, cancel), AuditKey(services), .. Metrics(services), .. Channels(services),
                await Proxy(services, cancel), .. await Servers(services, cancel), .. await Payments(services, cancel),
                await Mails(services, cancel),
                .. await Platforms(services, cancel),
            ];
        foreach (var finding in findings) await output.WriteLineAsync(finding.ToString());
        var bad = findings.Count(finding => !finding.IsGood);
        await output.WriteLineAsync(bad == 0 ? "All is well." : bad == 1 ? "One thing to repair." : $"{bad} things to repair.");
        return bad == 0 ? 0 : 1;
    }

    /// <summary>With settings missing, nothing else can be looked at.</summary>
    static IEnumerable<Finding> Settings(IServiceProvider services) =>
        from wrong in new[] { Wrong<DatabaseOptions>(services), Wrong<AuditOptions>(services), Wrong<SlackOptions>(services),
            Wrong<DiscordOptions>(services), Wrong<ChannelsOptions>(services), Wrong<MoneyOptions>(services), Wrong<CaddyOptions>(services),
            Wrong<RoutingOptions>(services), Wrong<HetznerOptions>(services), Wrong<ServersOptions>(services),
            Wrong<SecretsOptions>(services), Wrong<StripeOptions>(services),
            Wrong<SmtpOptions>(services) }
        from problem in wrong
        select Told(problem);

    static IEnumerable<string> Wrong<T>(IServiceProvider services) where T : class
    {
        try
        {
            // A platform that is not set up has no options to be wrong: nothing checks them.
            return services.GetRequiredService<IOptions<T>>().Value is null ? [] : [];
        }
        catch (OptionsValidationException wrong)
        {
            return wrong.Failures;
        }
    }

    static Finding AuditKey(IServiceProvider services) => Finding.Good(
        "Audit checkpoints are signed with an Ed25519 key; anybody verifies them with its public half, " +
        services.GetRequiredService<AuditKeys>().PublicKey);

    static IEnumerable<Finding> Metrics(IServiceProvider services)
    {
        var metrics = services.GetRequiredService<IConfiguration>().GetSection("Metrics");
        if (metrics.GetValue("Enabled", false) && string.IsNullOrEmpty(metrics["Token"]))
            yield return Finding.Note("/metrics is open to whoever reaches the port, unless a proxy between says that it is one",
                "Set OPSBOT_Metrics__Token, and have Prometheus send it.");
    }

    static async Task<Finding> Proxy(IServiceProvider services, CancellationToken cancel)
    {
        var caddy = services.GetRequiredService<CaddyAdmin>();
        return !caddy.IsOn
            ? Finding.Note("Routing is off",
                "Set OPSBOT_Caddy__AdminUrl and OPSBOT_Routing__Pattern where OpsBot is to lead visitors to servers.")
            : (await caddy.Routes(cancel)).Failed(out _, out var fault)
            ? Finding.Bad(fault.Sentence.TrimEnd('.'), "Check OPSBOT_Caddy__AdminUrl, and whether Caddy runs there.")
            : Finding.Good($"Caddy's admin API answers at {caddy.Address}");
    }

    static async Task<IReadOnlyList<Finding>> Servers(IServiceProvider services, CancellationToken cancel)
    {
        var provider = services.GetRequiredService<IProvider>();
        if (!provider.IsSetUp)
            return [Finding.Note("No servers are rented",
                "Set OPSBOT_Hetzner__Token where organizations are to get servers of their own.")];
        if ((await provider.CheckUp(cancel)).Failed(out var missing, out var fault)) return [Told(fault.Sentence)];
        return missing.Count > 0 ? [.. missing.Select(Told)]
            : [Finding.Good($"{provider.Called} answers, and what settings name is there")];
    }

    static async Task<IReadOnlyList<Finding>> Payments(IServiceProvider services, CancellationToken cancel)
    {
        var gateway = services.GetRequiredService<IGateway>();
        if (!gateway.IsSetUp)
            return [Finding.Note("No payments are taken", "Set OPSBOT_Stripe__Key where customers are to pay through Stripe.")];
        var heard = services.GetServices<IHearGateway>().SelectMany(one => one.Types).ToList();
        if ((await gateway.CheckUp(heard, cancel)).Failed(out var look, out var fault)) return [Told(fault.Sentence)];
        return [.. look.Wrong.Select(Told), .. look.Good.Select(Finding.Good), .. look.Notes.Select(Noted)];
    }

    static async Task<Finding> Mails(IServiceProvider services, CancellationToken cancel)
    {
        var mails = services.GetRequiredService<MailCheckup>();
        return !mails.IsSetUp
            ? Finding.Note("No mail server is set",
                "Set OPSBOT_Smtp__Host and OPSBOT_Smtp__From, or bring mails to customers from #billing.")
            : await mails.Look(cancel) is { } wrong
                ? Finding.Bad($"The mail server does not let OpsBot in: {wrong.TrimEnd('.')}",
                    "Check OPSBOT_Smtp__Host and what belongs to it.")
                : Finding.Good($"The mail server lets OpsBot in at {mails.Server}");
    }

    static Finding Noted(string told) =>
        told.IndexOf(". ", StringComparison.Ordinal) is >= 0 and var end ? Finding.Note(told[..end], told[(end + 2)..])
            : Finding.Good(told);

    static Finding Told(string problem) => problem.IndexOf(". ", StringComparison.Ordinal) is >= 0 and var end
        ? Finding.Bad(problem[..end], problem[(end + 2)..]) : Finding.Bad(problem.TrimEnd('.'), "");

    static IEnumerable<Finding> Channels(IServiceProvider services) =>
        from purpose in Enum.GetValues<Purpose>()
        where purpose is not Purpose.Ops && services.GetRequiredService<IOptions<ChannelsOptions>>().Value.For(purpose).Length == 0
        select Finding.Bad($"No channel is set for {purpose}",
            $"Set OPSBOT_Channels__{purpose} to the channel's id. Slack: open the channel, click its name, look at the bottom of About. "
            + "Discord: with Developer Mode on, right-click the channel, Copy Channel ID.");

    static async Task<IReadOnlyList<Finding>> Platforms(IServiceProvider services, CancellationToken cancel) =>
    [
        .. services.GetService<SlackCheckup>() is { } slack ? await slack.Look(cancel) : [],
        .. services.GetService<DiscordCheckup>() is { } discord
            ? await discord.Look(DiscordCommands.Of(services.GetRequiredService<Catalog>()), cancel) : [],
    ];

    static async Task<IReadOnlyList<Finding>> Database(IServiceProvider services, CancellationToken cancel)
    {
        try
        {
            if (!await services.GetRequiredService<Migrations>().AreApplied(cancel))
                return
                [
                    Finding.Good("The database answers"),
                    Finding.Bad("Its schema is not this program's", "Run: opsbot migrate, as the owner of the database."),
                ];
            await using var db = await services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(cancel);
            return
            [
                Finding.Good("The database answers, and its schema is this program's"),
                await AuditAccess.IsOwner(db, cancel) ? Finding.Note(AuditAccess.AsOwner, AuditAccess.HowNot)
                    : Finding.Good("OpsBot may only append to the audit and read it"),
            ];
        }
        catch (PostgresException refused) when (!Outage.Is(refused))
        {
            return [Finding.Bad($"The database answers, and refuses: {refused.MessageText}",
                "Check the user, password and database in OPSBOT_Database__ConnectionString.")];
        }
        catch (Exception away) when (away is NpgsqlException || Outage.Is(away))
        {
            return [Finding.Bad($"The database does not answer: {away.Message}",
                "Check OPSBOT_Database__ConnectionString, and whether Postgres runs there.")];
        }
    }
}
