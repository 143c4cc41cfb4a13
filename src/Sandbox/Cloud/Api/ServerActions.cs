namespace OpsBot.Sandbox.Cloud.Api;

/// <summary>POST /servers/{id}/actions/{action}.</summary>
static class ServerActions
{
    public static CloudAnswer Begin(CloudWorld world, CloudRequest request)
    {
        if (Servers.Find(world, request) is not { } server) return Servers.Missing(request);
        var action = (string)request.Context.Request.RouteValues["action"]!;
        if (world.IsLocked(server)) return Servers.Locked();
        return action switch
        {
            "poweron" => Begun("start_server", one => one.Status = "running"),
            "poweroff" => Begun("stop_server", one => one.Status = "off"),
            // The signal is sent, and the system goes down.
            "shutdown" => Begun("shutdown_server", one => one.Status = "off"),
            "reboot" => Begun("reboot_server", _ => { }),
            "reset" => Begun("reset_server", one => one.Status = "running"),
            "change_protection" => Protect(request.Flag("delete")),
            "change_type" => ChangeType(),
            _ => CloudAnswer.NotFound("action"),
        };

        CloudAnswer Begun(string command, Action<CloudServer> effect) =>
            CloudAnswer.Created(new { action = Actions.Shape(world, world.Begin(command, server, effect)) });

        CloudAnswer Protect(bool? delete) => delete is not { } on ? CloudAnswer.Invalid("delete", "is required")
            : request.Flag("rebuild") is { } rebuild && rebuild != on ? CloudAnswer.Invalid("rebuild", "must be as delete")
            : Begun("change_server_protection", one => one.IsProtected = on);

        CloudAnswer ChangeType()
        {
            if (request.Reference("server_type") is not { } reference) return CloudAnswer.Invalid("server_type", "is required");
            if (request.Flag("upgrade_disk") is not { } upgrade) return CloudAnswer.Invalid("upgrade_disk", "is required");
            if (CreateServer.TypeOf(world, reference) is not { } type) return CloudAnswer.NotFound($"server type '{reference}'");
            if (server.Status != "off") return CloudAnswer.Error(422, "server_not_stopped", "server must be stopped");
            if (type.Architecture != server.Type.Architecture || !type.Prices.ContainsKey(server.Location)
                || (type.Ends is { } ends && ends.Until <= world.Now))
                return CloudAnswer.Error(422, "invalid_server_type", "server type does not fit or is deprecated");
            if (type.Disk < server.PrimaryDisk) return CloudAnswer.Error(422, "invalid_server_type", "not sufficient disk space");
            if (!world.HasRoom(type, server.Location)) return CloudAnswer.Error(412, "resource_unavailable", "error during placement");
            return Begun("change_server_type", one =>
            {
                (one.Type, one.Status) = (type, "running");
                if (upgrade) one.PrimaryDisk = type.Disk;
            });
        }
    }
}
