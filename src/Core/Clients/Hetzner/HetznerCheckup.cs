using OpsBot.Core.Servers.Providers;
using OpsBot.Core.Values;

namespace OpsBot.Core.Clients.Hetzner;

sealed record KeyAnswer(NamedThing SshKey);

sealed record FirewallAnswer(NamedThing Firewall);

sealed record NamedThing(long Id, string Name);

/// <summary>Whether the token opens the project, and what settings name stands in it.</summary>
static class HetznerCheckup
{
    public static async Task<Result<IReadOnlyList<string>, ProviderFault>> Look(HetznerClient client, CancellationToken cancel)
    {
        var look = new HetznerCall(HttpMethod.Get, "servers?per_page=1", "look at the project") { Urgency = Urgency.Whenever };
        if ((await client.Ask<ServersAnswer>(look, cancel)).Failed(out _, out var fault)) return fault;
        var missing = new List<string>();
        foreach (var id in client.Settings.SshKeys)
        {
            var call = new HetznerCall(HttpMethod.Get, $"ssh_keys/{id}", $"look at the SSH key {id}") { Urgency = Urgency.Whenever };
            if (!(await client.Ask<KeyAnswer>(call, cancel)).Failed(out _, out fault)) continue;
            if (fault.Trouble != ProviderTrouble.Gone) return fault;
            missing.Add($"There is no SSH key {id} in Hetzner's project. Correct OPSBOT_Hetzner__SshKeyIds.");
        }
        foreach (var id in client.Settings.Firewalls)
        {
            var call = new HetznerCall(HttpMethod.Get, $"firewalls/{id}", $"look at the firewall {id}") { Urgency = Urgency.Whenever };
            if (!(await client.Ask<FirewallAnswer>(call, cancel)).Failed(out _, out fault)) continue;
            if (fault.Trouble != ProviderTrouble.Gone) return fault;
            missing.Add($"There is no firewall {id} in Hetzner's project. Correct OPSBOT_Hetzner__FirewallIds.");
        }
        return missing;
    }
}
