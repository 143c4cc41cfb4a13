using System.Globalization;
using OpsBot.Core.Servers.Providers;

namespace OpsBot.Core.Clients.Hetzner;

/// <summary>Between Hetzner's words for servers and actions and OpsBot's.</summary>
static class HetznerMachines
{
    public static Machine Of(ServerJson server) => new(
        Id(server.Id), server.Name, StateOf(server.Status), server.ServerType.Name, server.Location.Name)
    {
        V4 = server.PublicNet.Ipv4?.Ip,
        V6 = server.PublicNet.Ipv6 is { } net ? HetznerAddresses.In(net.Ip) : null, IsLocked = server.Locked,
        IsProtected = server.Protection.Delete, DiskGb = server.PrimaryDiskSize, Labels = server.Labels, CreatedAt = server.Created,
        Attached = [.. Attached(server)],
    };

    public static ProviderAction Of(ActionJson action) => new(Id(action.Id), action.Status switch
    {
        "success" => ActionState.Succeeded,
        "error" => ActionState.Failed,
        _ => ActionState.Running,
    }, action.Error is { } error ? $"{error.Message ?? "It failed."} ({error.Code})" : null)
    {
        Command = action.Command, StartedAt = action.Started, FinishedAt = action.Finished,
        Trouble = action.Error is { } failure ? HetznerFaults.Trouble(failure) : null,
    };

    public static Begun Of(ServerAnswer answer) => new(Of(answer.Server),
        [.. new[] { answer.Action }.Concat(answer.NextActions ?? []).OfType<ActionJson>().Select(action => Id(action.Id))]);

    public static object Body(NewMachine wanted, IReadOnlyList<long> sshKeys, IReadOnlyList<long> firewalls) => new
    {
        wanted.Name, server_type = wanted.Type, wanted.Image, location = wanted.Region, wanted.Labels, user_data = wanted.UserData,
        ssh_keys = sshKeys.Count > 0 ? sshKeys : null,
        firewalls = firewalls.Count > 0 ? firewalls.Select(firewall => new { firewall }).ToList() : null,
        public_net = new { enable_ipv4 = wanted.WithV4, enable_ipv6 = true }, start_after_create = true,
    };

    // The moment with fractions, the number as a string.
    public static IEnumerable<CpuPoint> Points(Series series) =>
        from pair in series.Values
        where pair.Count == 2
        select new CpuPoint(DateTimeOffset.FromUnixTimeMilliseconds((long)(pair[0].GetDecimal() * 1000)),
            decimal.Parse(pair[1].GetString()!, NumberStyles.Float, CultureInfo.InvariantCulture));

    /// <summary>The path's last word, and what is sent with it.</summary>
    public static (string Path, object Body) Call(MachineAct act) => act switch
    {
        MachineAct.PowerOn => ("poweron", new { }),
        MachineAct.Shutdown => ("shutdown", new { }),
        MachineAct.PowerOff => ("poweroff", new { }),
        MachineAct.Reboot => ("reboot", new { }),
        MachineAct.Reset => ("reset", new { }),
        MachineAct.Protect => ("change_protection", new { delete = true, rebuild = true }),
        MachineAct.Unprotect => ("change_protection", new { delete = false, rebuild = false }),
    };

    public static string Id(long id) => id.ToString(CultureInfo.InvariantCulture);

    static IEnumerable<Attached> Attached(ServerJson server) =>
    [
        .. new[] { server.PublicNet.Ipv4?.Id, server.PublicNet.Ipv6?.Id }.OfType<long>()
            .Select(id => new Attached(CostKind.PrimaryIp, Id(id))),
        .. (server.PublicNet.FloatingIps ?? []).Select(id => new Attached(CostKind.FloatingIp, Id(id))),
        .. (server.Volumes ?? []).Select(id => new Attached(CostKind.Volume, Id(id))),
    ];

    static MachineState StateOf(string status) => status switch
    {
        "initializing" or "starting" => MachineState.Starting,
        "running" => MachineState.Running,
        "stopping" => MachineState.Stopping,
        "off" => MachineState.Off,
        "deleting" => MachineState.Deleting,
        "rebuilding" or "migrating" => MachineState.Busy,
        _ => MachineState.Unknown,
    };
}
