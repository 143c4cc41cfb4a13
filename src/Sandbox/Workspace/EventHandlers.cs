using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace OpsBot.Sandbox.Workspace;

/// <summary>What Scripts/20-window.js sends beside the browser's own events. Razor finds them by the name of this class.</summary>
[EventHandler("onpress", typeof(KeyboardEventArgs), enableStopPropagation: true, enablePreventDefault: true)]
[EventHandler("onuploaded", typeof(UploadedEventArgs), enableStopPropagation: true, enablePreventDefault: true)]
public static class EventHandlers;

/// <summary>Files were put into the field, and are on the platform now.</summary>
public sealed class UploadedEventArgs : EventArgs
{
    /// <summary>Their ids, with a space between.</summary>
    public string Files { get; set; } = "";
}
