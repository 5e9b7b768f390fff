#include "scenario/maps/gdal_gate.h"

#include <cpl_vsi_virtual.h>
#include <gdal_priv.h>
#include <ogr_spatialref.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <mutex>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/input_file.h"

namespace farside {
const char* const map_drivers[] = {"GTiff", "PDS", "PDS4", "ISIS3",   "ISIS2",       "VICAR",
                                   "ENVI",  "HFA", "EHdr", "AAIGrid", "JP2OpenJPEG", nullptr};

namespace {

namespace fs = std::filesystem;

struct Gate {
  bool closed = false;
  fs::path folder;
  std::string refused;
  std::vector<std::string> missing;  // names in the folder
};
Gate gate;  // GDAL's file systems are the program's, too

fs::path whole_folder_of(const std::string& file) { return fs::absolute(file).lexically_normal().parent_path(); }

// May GDAL open `name`? What isn't there may be asked for, so that the reason is the system's.
bool may_read(const std::string& name, const char* access) {
  if (!gate.closed) return true;
  if (std::string(access).find_first_of("wa+") != std::string::npos) return false;
  const bool elsewhere = whole_folder_of(name) != gate.folder;
  if (elsewhere && gate.refused.empty()) gate.refused = name;
  std::error_code error;
  if (!fs::exists(name, error) && !error) {
    if (!elsewhere) gate.missing.push_back(fs::path(name).filename().string());
    return true;
  }
  if (elsewhere) return false;
  try {
    check_input_file(name);
  } catch (const DataError&) {
    return false;
  }
  return true;
}

// The files of this machine. While the gate is closed nothing is changed, and files are opened as it allows.
class LocalFiles : public VSIFilesystemHandler {
 public:
  explicit LocalFiles(VSIFilesystemHandler& files) : files_(files) {}

  VSIVirtualHandle* Open(const char* name, const char* access, bool tell, CSLConstList options) override {
    return may_read(name, access) ? files_.Open(name, access, tell, options) : nullptr;
  }
  int Stat(const char* name, VSIStatBufL* info, int flags) override { return files_.Stat(name, info, flags); }
  char** ReadDirEx(const char* folder, int most) override { return files_.ReadDirEx(folder, most); }
  int Unlink(const char* name) override { return gate.closed ? -1 : files_.Unlink(name); }
  int Rename(const char* from, const char* to) override { return gate.closed ? -1 : files_.Rename(from, to); }
  int Mkdir(const char* name, long mode) override { return gate.closed ? -1 : files_.Mkdir(name, mode); }
  int Rmdir(const char* name) override { return gate.closed ? -1 : files_.Rmdir(name); }
  int IsCaseSensitive(const char* name) override { return files_.IsCaseSensitive(name); }

 private:
  VSIFilesystemHandler& files_;
};

// /vsicurl/, /vsizip/ and their like: there is nothing.
class NoFiles : public VSIFilesystemHandler {
 public:
  VSIVirtualHandle* Open(const char* name, const char*, bool, CSLConstList) override {
    if (gate.closed && gate.refused.empty()) gate.refused = name;
    return nullptr;
  }
  int Stat(const char*, VSIStatBufL*, int) override { return -1; }
};

// NOLINTBEGIN(clang-analyzer-cplusplus.NewDeleteLeaks): GDAL deletes what is installed
void replace_file_systems() {
  VSIFilesystemHandler& local = *VSIFileManager::GetHandler("");
  VSIFileManager::InstallHandler("", new LocalFiles(local));
  const CPLStringList prefixes(VSIFileManager::GetPrefixes());
  for (int i = 0; i < prefixes.size(); ++i) {
    const std::string prefix = prefixes[i];
    // both are used inside GDAL, on what is in memory and on parts of a file, which is opened as any other
    if (!prefix.empty() && prefix != "/vsimem/" && prefix != "/vsisubfile/")
      VSIFileManager::InstallHandler(prefix, new NoFiles);
  }
}
// NOLINTEND(clang-analyzer-cplusplus.NewDeleteLeaks)

// GDAL and PROJ take options from the shell: GTIFF_POINT_GEO_IGNORE moves a map by half a pixel, GDAL_SKIP takes a
// driver away. What stays says where their own files are.
void forget_options_of_the_shell() {
  constexpr std::string_view options[] = {"GDAL_", "GTIFF_",   "GEOTIFF_", "TIFF_", "OGR_",  "OSR_", "CPL_",  "VSI_",
                                          "PROJ_", "PDS_",     "PDS4_",    "ISIS",  "VICAR", "RAW_", "EHDR_", "ENVI_",
                                          "HFA_",  "AAIGRID_", "ESRI_",    "JP2",   "OPJ_",  "USE_"};
  constexpr std::string_view kept[] = {"GDAL_DATA", "PROJ_DATA", "PROJ_LIB"};
  std::vector<std::string> names;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry, name = text.substr(0, text.find('='));
    const bool option = std::any_of(std::begin(options), std::end(options),
                                    [&](std::string_view prefix) { return name.starts_with(prefix); });
    if (option && std::find(std::begin(kept), std::end(kept), name) == std::end(kept)) names.emplace_back(name);
  }
  for (const std::string& name : names) ::unsetenv(name.c_str());
}

// A label's keywords open files by any driver that is there, not by those that the first Open was given.
void remove_other_drivers() {
  GDALDriverManager& manager = *GetGDALDriverManager();
  for (int i = manager.GetDriverCount(); i-- > 0;) {
    GDALDriver* const driver = manager.GetDriver(i);
    const bool ours = std::any_of(std::begin(map_drivers), std::end(map_drivers) - 1,
                                  [&](const char* name) { return EQUAL(name, driver->GetDescription()); });
    if (!ours) manager.DeregisterDriver(driver);
  }
}

}  // namespace

void start_gdal() {
  static std::once_flag once;
  std::call_once(once, [] {
    // before drivers are looked for: neither the user's environment nor a file of options adds one
    forget_options_of_the_shell();
    CPLSetConfigOption("GDAL_DRIVER_PATH", "disable");
    CPLSetConfigOption("GDAL_CONFIG_FILE", "");
    GDALAllRegister();
    CPLSetConfigOption("GDAL_CACHEMAX", "256");  // MB; the preset is a part of the machine's memory
    CPLSetConfigOption("GDAL_NUM_THREADS", "1");
    remove_other_drivers();
    replace_file_systems();
    OSRSetPROJEnableNetwork(0);
  });
}

GdalGate::GdalGate(const std::string& map) {
  gate = {true, whole_folder_of(map), "", {}};
  CPLPushErrorHandler(CPLQuietErrorHandler);
  CPLErrorReset();
}

GdalGate::~GdalGate() {
  CPLPopErrorHandler();
  gate.closed = false;
}

GdalWriting::GdalWriting() {
  start_gdal();
  GDALAllRegister();
  CPLSetThreadLocalConfigOption("GDAL_PAM_ENABLED", "NO");  // no .aux.xml beside a file
  CPLPushErrorHandlerEx(
      [](CPLErr kind, CPLErrorNum, const char* text) {
        std::string& failure = *static_cast<std::string*>(CPLGetErrorHandlerUserData());
        if (kind >= CE_Failure && failure.empty()) failure = text;
      },
      &failure_);
}

GdalWriting::~GdalWriting() {
  CPLPopErrorHandler();
  CPLSetThreadLocalConfigOption("GDAL_PAM_ENABLED", nullptr);
  remove_other_drivers();
}

const std::string& GdalGate::refused() const { return gate.refused; }

std::pair<std::string, std::string> GdalGate::other_spelling() const {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(gate.folder, ignored)) {
    const std::string there = entry.path().filename().string();
    for (const std::string& name : gate.missing) {
      if (name != there && EQUAL(name.c_str(), there.c_str())) return {name, there};
    }
  }
  return {};
}

}  // namespace farside
