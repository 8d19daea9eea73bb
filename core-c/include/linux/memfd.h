// <linux/memfd.h>: flags of memfd_create(2), huge page sizes among them. The function is in <sys/mman.h>.
#ifndef ISTHMUS_LINUX_MEMFD_H
#define ISTHMUS_LINUX_MEMFD_H

#define MFD_CLOEXEC 0x1U
#define MFD_ALLOW_SEALING 0x2U
#define MFD_HUGETLB 0x4U
#define MFD_NOEXEC_SEAL 0x8U
#define MFD_EXEC 0x10U

#define MFD_HUGE_SHIFT 26
#define MFD_HUGE_MASK 0x3f
#define MFD_HUGE_2MB (21U << MFD_HUGE_SHIFT)
#define MFD_HUGE_1GB (30U << MFD_HUGE_SHIFT)

#endif
