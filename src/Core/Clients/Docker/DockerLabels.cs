namespace OpsBot.Core.Clients.Docker;

/// <summary>The labels by which OpsBot knows its containers and volumes.</summary>
public static class DockerLabels
{
    /// <summary>On the container and on its volumes: the instance's slug.</summary>
    public const string Instance = "opsbot.instance";

    /// <summary>On the container: the folder inside it that a backup copies.</summary>
    public const string Data = "opsbot.data";
}
