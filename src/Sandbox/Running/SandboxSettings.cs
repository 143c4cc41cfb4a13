using System.Security.Cryptography;
using OpsBot.Sandbox.Caddy;
using OpsBot.Sandbox.Cloud;
using OpsBot.Sandbox.Discord;
using OpsBot.Sandbox.Nodes;
using OpsBot.Sandbox.Slack;

namespace OpsBot.Sandbox.Running;

/// <summary>What the bot and the worker of the sandbox are started with.</summary>
static class SandboxSettings
{
    public static Dictionary<string, string?> Of(
        SandboxOptions options, string database, SlackWorld slack, DiscordWorld discord, CloudWorld cloud, NodePorts nodes, ICaddy? caddy)
    {
        string Channel(string name) => $"{slack.Channels.FindByName(name)!.Id},{discord.Channels.FindByName(name)!.Id}";
        return new()
        {
            ["Database:ConnectionString"] = database,
            ["Slack:SigningSecret"] = slack.App.SigningSecret,
            ["Slack:BotToken"] = slack.App.BotToken,
            ["Slack:AppToken"] = options.SocketMode ? slack.App.AppToken : "",
            ["Slack:TeamId"] = slack.TeamId,
            ["Slack:AppId"] = slack.App.Id,
            ["Slack:ApiUrl"] = slack.Address.ToString(),
            ["Slack:AnswerHosts"] = slack.Address.Authority,
            ["Discord:Token"] = discord.App.Token,
            ["Discord:ApplicationId"] = discord.App.ApplicationId,
            ["Discord:GuildId"] = discord.Guild.Id,
            ["Discord:PublicKey"] = discord.App.PublicKey,
            ["Discord:ApiUrl"] = discord.Address.ToString(),
            ["Discord:GatewayUrl"] = discord.GatewayUrl.ToString(),
            ["Hetzner:Token"] = cloud.Token,
            ["Hetzner:SshKeyIds"] = "1",
            ["Hetzner:FirewallIds"] = "1",
            ["Hetzner:ApiUrl"] = cloud.ApiUrl.ToString(),
            ["Channels:Alerts"] = Channel("alerts"),
            ["Channels:Approvals"] = Channel("approvals"),
            ["Channels:Billing"] = Channel("billing"),
            ["Channels:Audit"] = Channel("audit"),
            ["Channels:Ops"] = Channel("ops"),
            ["Audit:Key"] = KeyIn(options.Folder, "audit.key"),
            ["Secrets:Key"] = KeyIn(options.Folder, "secrets.key"),
            // Nobody who tries it out waits for a quarter of an hour.
            ["Organizations:UndoWindow"] = TimeSpan.FromSeconds(Math.Max(10, 60 * options.Pace)).ToString(),
            ["Seller:Name"] = "Nimbus GmbH",
            ["Seller:Address"] = "Hauptstr. 1, 10115 Berlin, Germany",
            ["Seller:TaxId"] = "DE123456789",
            ["Seller:Iban"] = "DE89370400440532013000",
            ["Seller:Bic"] = "COBADEFFXXX",
            ["Smtp:Host"] = "127.0.0.1",
            ["Smtp:Security"] = "None",
            ["Smtp:From"] = "billing@nimbus.example",
            ["Servers:AppVersion"] = "1.8.3",
            ["Servers:Ports:Web"] = $"{nodes.Web}",
            ["Servers:Ports:Convex"] = $"{nodes.Convex}",
            ["Servers:Ports:Mta"] = $"{nodes.Mta}",
            ["Health:Every"] = $"{options.HealthEvery}",
            ["Health:Reboot"] = "true",
            ["Health:Controls:0"] = $"http://127.0.0.1:{nodes.Control}/one",
            ["Health:Controls:1"] = $"http://127.0.0.1:{nodes.Control}/other",
            ["Caddy:AdminUrl"] = caddy is null ? "" : $"http://{caddy.Admin}",
            ["Routing:Pattern"] = $"http://{{slug}}.{Shops.Domain}:{caddy?.Http.Port ?? 80}",
            ["Routing:Proxy"] = caddy?.Http.ToString() ?? "",
            ["Backups:Folder"] = Path.Combine(Path.GetFullPath(options.Folder), "backups"),
        };
    }

    // Kept beside the data: what an earlier start has signed and sealed still has to verify, and to open.
    static string KeyIn(string folder, string file)
    {
        var path = Path.Combine(folder, file);
        if (File.Exists(path)) return File.ReadAllText(path).Trim();
        Directory.CreateDirectory(folder);
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        File.WriteAllText(path, key);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return key;
    }
}
